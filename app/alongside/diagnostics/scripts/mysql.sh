admin='' client=''
for tool in mariadb-admin mysqladmin; do have $tool && admin=$tool && break; done
for tool in mariadb mysql; do have $tool && client=$tool && break; done
[ -n "$admin" ] || impossible 'There is neither mysqladmin nor mariadb-admin in this container.' 'Is it a database at all, or only its client?'
password=${MYSQL_ROOT_PASSWORD:-${MARIADB_ROOT_PASSWORD-}}
for file in "${MYSQL_ROOT_PASSWORD_FILE-}" "${MARIADB_ROOT_PASSWORD_FILE-}"; do
  [ -n "$password" ] || { [ -r "$file" ] && read -r password <"$file"; }
done
user=root
if [ -z "$password" ] && [ -n "${MYSQL_USER:-${MARIADB_USER-}}" ]; then
  user=${MYSQL_USER:-$MARIADB_USER} password=${MYSQL_PASSWORD:-${MARIADB_PASSWORD-}}
fi
# By the environment, for a command line can be read by everybody.
[ -z "$password" ] || export MYSQL_PWD="$password"
used "$admin -u $user ping, status"
said=$($admin -u "$user" --connect-timeout=5 ping 2>&1)
printf '%s\n' "$said"
case $said in
*'Access denied'*) finding info 'It answers, and does not let the probe in.' 'The password is taken from MYSQL_ROOT_PASSWORD or MARIADB_ROOT_PASSWORD.' && exit 0 ;;
*alive*) ;;
*) finding failed 'The server does not answer.' 'Look at its log.' && exit 0 ;;
esac
$admin -u "$user" --connect-timeout=5 status
[ -n "$client" ] || exit 0
ask() { $client -u "$user" --connect-timeout=5 -t -e "$1"; }
title Connections
ask "show global status where Variable_name in ('Threads_connected', 'Threads_running', 'Max_used_connections', 'Aborted_connects', 'Slow_queries'); show variables like 'max_connections'"
title 'What runs'
ask 'show processlist'
exit 0
