// Package testrun runs the tests of a package: its TestMain calls Main. It is for packages whose tests make much
// garbage, and only tests import it.
package testrun

import (
	"flag"
	"os"
	"runtime/debug"
	"strconv"
)

// garbagePercent is by how much the heap grows before garbage is collected. The heaps of tests are small, and Go's own
// 100 percent costs a fifth of their CPU time.
const garbagePercent = 400

// Main runs the tests of a package.
func Main(m interface{ Run() int }) {
	CollectRarely()
	os.Exit(m.Run())
}

// CollectRarely has the tests of this process, and the programs that they start with its environment, collect garbage
// rarely. Benchmarks are measured as the program is, and GOGC counts if it is set.
func CollectRarely() {
	flag.Parse()
	if bench := flag.Lookup("test.bench"); bench != nil && bench.Value.String() != "" || os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(garbagePercent)
	os.Setenv("GOGC", strconv.Itoa(garbagePercent))
}
