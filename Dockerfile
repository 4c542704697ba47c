FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends git openssl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app althing \
 && install -d -o althing /data
WORKDIR /app
COPY requirements.lock pyproject.toml ./
RUN pip install --no-cache-dir uv==0.13.9 \
 && uv pip install --system --require-hashes -c requirements.lock -r pyproject.toml
COPY . .
ENV STATIC_ROOT=/app/collected
RUN DATA_DIR=/tmp/build SECRET_KEY=only-for-collecting python manage.py collectstatic --noinput
USER althing
ENV PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "config.wsgi:application"]
