title 'Mounts'
if have df; then
  used 'df -Pk; df -Pi; du -xk -d 2 /'
  say begin df
  say part df
  df -Pk 2>/dev/null
  parts /proc/mounts
  say end
  block inodes df -Pi
else
  used 'reads /proc/mounts'
  collect mounts /proc/mounts
fi
if have du; then
  title 'Biggest directories of the root file system'
  block du bounded 5 du -xk -d 2 / || [ $? -ne 124 ] ||
    note 'Ended after 5 seconds: there are too many files to count them all.'
else
  note 'There is no du in this container: the biggest directories are not known.'
fi
# The engine writes /etc/hostname when it starts a container.
if have find && have du && [ -f /etc/hostname ]; then
  title 'Files over 1 MB written since the start, outside of volumes'
  block written bounded 5 find / -xdev -type f -newer /etc/hostname -size +2048 -exec du -k '{}' + ||
    [ $? -ne 124 ] || note 'Ended after 5 seconds: there may be more.'
fi
