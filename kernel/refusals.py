"""A refusal is an answer, not a bug: an exception whose text is a sentence for the person who asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django_fsm import ConcurrentTransition, TransitionNotAllowed


class Refusal(Exception):
    """Base of every named refusal (`CannotConfirm`, ...); ``str()`` is shown to the user as it is."""


class Stale(Refusal):
    """The row changed since the user looked at it; the page answers 409 and shows the newer state."""


@contextmanager
def refusing(refusal: type[Refusal], sentence: str | None = None) -> Iterator[None]:
    """Turn a transition that the state does not allow into ``refusal``.

    :param sentence: what the user reads; by default it names the state the object is in.
    """
    try:
        yield
    except ConcurrentTransition as clash:
        raise Stale(
            "Somebody else changed this a moment ago. Reload the page and try again."
        ) from clash
    except TransitionNotAllowed as denied:
        state = getattr(denied.object, "get_state_display", lambda: "its present state")()
        raise refusal(sentence or f"Not possible while it is {str(state).lower()}.") from denied
