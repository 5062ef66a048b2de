used 'reads /sys/fs/cgroup/memory*, /proc/meminfo and /proc/[0-9]*/status'
v2=/sys/fs/cgroup v1=/sys/fs/cgroup/memory
collect memory $v2/memory.current $v2/memory.max $v2/memory.peak $v2/memory.stat $v2/memory.events \
  $v2/memory.swap.current $v1/memory.usage_in_bytes $v1/memory.limit_in_bytes \
  $v1/memory.max_usage_in_bytes $v1/memory.stat $v1/memory.oom_control /proc/meminfo
title 'Who has most'
processes consumers
