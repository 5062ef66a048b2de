used 'reads /etc/os-release, /proc and /sys/fs/cgroup; id; date'
cgroup=/sys/fs/cgroup
say begin system
parts /etc/os-release /proc/version /proc/uptime /proc/loadavg /proc/sys/kernel/hostname \
  /proc/1/status /proc/1/limits /sys/devices/system/cpu/online \
  $cgroup/cpu.max $cgroup/cpu.stat $cgroup/pids.current $cgroup/pids.max \
  $cgroup/cpu/cpu.cfs_quota_us $cgroup/cpu/cpu.cfs_period_us $cgroup/cpu/cpu.stat \
  $cgroup/pids/pids.current $cgroup/pids/pids.max
say part cpu
while IFS=: read -r key value; do
  case $key in model\ name*) printf '%s\n' "$value" && break ;; esac
done 2>/dev/null </proc/cpuinfo
for tool in id date; do
  have $tool || continue
  say part $tool
  $tool 2>/dev/null
done
say end
