shift
exec "$@"
