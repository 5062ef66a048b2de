shift
# busybox may run an applet in this very process, trap and all.
trap - TERM
exec "$@"
