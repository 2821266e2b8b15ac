// Command etcd is etcd's own server. Its module go.etcd.io/etcd/v3, which has the released command, is not made to be built from
// the module proxy alone; this is the same few lines.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
