package cmd_test

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// initLine is what Go says of a package's initialization with GODEBUG=inittrace=1.
var initLine = regexp.MustCompile(`(?m)^init (edov\S*) .* bytes, (\d+) allocs$`)

// mostAllocs is what a package of edov may allocate before a command runs. It is a measure
// of work that does not depend on the machine: a table that is built or an expression that
// is compiled for commands that do not use it takes more.
const mostAllocs = 200

func TestStartBuildsNothing(t *testing.T) {
	c := exec.Command("edov", "version")
	c.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	seen := 0
	for _, line := range initLine.FindAllStringSubmatch(string(out), -1) {
		if strings.HasSuffix(line[1], "_test") {
			continue
		}
		seen++
		if n, err := strconv.Atoi(line[2]); err != nil || n > mostAllocs {
			t.Errorf("%s allocates %s times before a command runs: use sync.OnceValue or flow/lazy", line[1], line[2])
		}
	}
	if seen < 5 {
		t.Errorf("only %d packages of edov are in the trace:\n%.2000s", seen, out)
	}
}
