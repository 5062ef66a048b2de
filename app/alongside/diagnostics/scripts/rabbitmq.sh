have rabbitmq-diagnostics || impossible 'There is no rabbitmq-diagnostics in this container.'
used 'rabbitmq-diagnostics check_running, check_local_alarms; rabbitmqctl list_queues'
rabbitmq-diagnostics -q check_running || { finding failed 'The broker does not run.' 'Look at its log.' && exit 0; }
rabbitmq-diagnostics -q check_local_alarms || finding failed 'An alarm is on: publishers are blocked.' 'Give it more memory or disk.'
title Queues
rabbitmqctl -q list_queues name messages consumers memory
exit 0
