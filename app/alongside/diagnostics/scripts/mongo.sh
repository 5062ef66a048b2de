client=''
for tool in mongosh mongo; do have $tool && client=$tool && break; done
[ -n "$client" ] || impossible 'There is neither mongosh nor mongo in this container to ask with.'
used "$client --quiet --eval 'db.hello()'"
# mongosh keeps its history and logs in HOME: give it none that it could write to.
said=$(HOME=/proc bounded 12 "$client" --quiet --norc --eval \
  'var h = db.hello ? db.hello() : db.isMaster(); print("ok " + db.runCommand({ping: 1}).ok); print("version " + db.version()); print("writable " + (h.isWritablePrimary || h.ismaster)); print("set " + (h.setName || "none"));' 2>&1)
printf '%s\n' "$said"
case $said in
*'ok 1'*) ;;
*) finding failed 'The server does not answer.' 'Look at its log.' && exit 0 ;;
esac
case $said in
*'writable false'*) finding info 'This member takes no writes: it is a secondary.' ;;
esac
