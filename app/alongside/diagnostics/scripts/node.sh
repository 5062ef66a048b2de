have node || impossible 'There is no node in this container.'
used 'node -e: version, mode, memory limit'
node -e '
const heap = require("v8").getHeapStatistics();
console.log("Node " + process.version + ", V8 " + process.versions.v8 + ", OpenSSL " + process.versions.openssl);
console.log("NODE_ENV " + (process.env.NODE_ENV || "not set"));
console.log("NODE_OPTIONS " + (process.env.NODE_OPTIONS || "not set"));
console.log("Heap limit of a new process " + Math.round(heap.heap_size_limit / 1048576) + " MB");
'
if [ "${NODE_ENV-}" != production ]; then
  finding info 'NODE_ENV is not "production".' 'Many libraries are slower and say more without it.'
fi
