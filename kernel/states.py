"""The base class of models with a protected FSMField; works round two faults of django-fsm-2 4.2.4.

Its refresh_from_db() switches ``protected`` off on the class-wide field while it runs: with threads that
raises spurious AttributeErrors, and after a DoesNotExist the protection stays off for the whole process.
And full_clean() assigns the cleaned value, which a protected field refuses.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMFieldMixin


class StateModel(ConcurrentTransitionMixin, models.Model):
    """A model whose state moves only through its transition methods."""

    class Meta:
        abstract = True

    @classmethod
    def _protected(cls) -> set[str]:
        fields = cls._meta.concrete_fields
        return {f.attname for f in fields if isinstance(f, FSMFieldMixin) and f.protected}

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        if fields is None:
            deferred = self.get_deferred_fields()
            fields = [f.attname for f in self._meta.concrete_fields if f.attname not in deferred]
        fields = list(fields)
        # A protected field refuses a second value, never a first one: forget the old one here only.
        names = self._protected() & set(fields) & self.__dict__.keys()
        old = {name: self.__dict__.pop(name) for name in names}
        try:
            models.Model.refresh_from_db(
                self, using=using, fields=fields, from_queryset=from_queryset
            )
        except BaseException:
            self.__dict__.update(old)
            raise
        self._update_initial_state()

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        super().clean_fields(exclude={*(exclude or ()), *self._protected()})
