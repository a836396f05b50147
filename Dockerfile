# The product in production shape: one image for web, worker, beat and the one-shot `prepare`.
FROM python:3.13-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --only-binary :all: --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin mto \
    && install -d -o mto -g mto /app /app/staticfiles /var/lib/mto /var/lib/mto/media
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp MEDIA_ROOT=/var/lib/mto/media BEAT_SCHEDULE=/var/lib/mto/beat-schedule
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY kernel kernel
COPY customers customers
COPY configurator configurator
COPY production production
COPY orders orders
COPY portal portal
COPY mto mto
COPY templates templates
COPY static static
# Hashed file names are part of the image; no setting of the installation changes them.
RUN SECRET_KEY=only-while-building DATABASE_URL=postgresql:///none REDIS_URL=redis://none \
    python manage.py collectstatic --noinput --verbosity 0
USER mto
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-access-log", "mto.wsgi:application"]
