if [ -n "${JAVA_HOME-}" ]; then PATH=$PATH:$JAVA_HOME/bin; fi
have java || impossible 'There is no java in this container.'
used 'java -version; reads the command lines of java processes'
# Without this option java would write a file into /tmp.
java -XX:-UsePerfData -version 2>&1
title 'Java processes'
processes
