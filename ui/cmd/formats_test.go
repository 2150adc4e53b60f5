package cmd

import (
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// formatLines are command lines in which a command takes its formats, several where it has several results. What one
// refuses, another one takes.
var formatLines = map[string][]string{
	"edov app": {
		"app ../../testdata/manifest/no-edov.json", "app ../../testdata/manifest/no-edov.json --fix --dry-run",
	},
	"edov checks": {"checks"}, "edov clerk": {"clerk --demo"}, "edov connections": {"connections"},
	"edov connections list": {"connections list"}, "edov connections show": {"connections show none"},
	"edov demo": {"demo healthy --headless"}, "edov doctor": {"doctor"}, "edov explain": {"explain 50011"},
	"edov guide": {"guide --product own"}, "edov guide rotate": {"guide rotate ../../testdata/manifest/no-edov.json"},
	"edov history": {"history"}, "edov history list": {"history list"}, "edov history changes": {"history changes"},
	"edov history diff": {"history diff 1 2"}, "edov history show": {"history show 1"},
	"edov inspect": {"inspect --keys none ../../testdata/token/docs-id-token-v2-personal-account.jwt"},
	"edov report":  {"report ../../testdata/report/healthy.json"}, "edov secrets": {"secrets --expires 2027-01-31"},
	"edov secrets rotate": {"secrets rotate --demo --dry-run"}, "edov setup": {"setup --demo --dry-run"},
	"edov signin": {"signin --client-id none"}, "edov tenant": {"tenant --demo"}, "edov version": {"version"},
}

// TestFormatsAreTaken: help, completion and the command itself agree on the formats that each command has.
func TestFormatsAreTaken(t *testing.T) {
	unread := maps.Clone(formatLines)
	eachCommand(new(Program).rootCommand(), func(c *cobra.Command) {
		flag := c.Flags().Lookup("format")
		if flag == nil || !c.Runnable() {
			return
		}
		path := c.CommandPath()
		lines := formatLines[path]
		delete(unread, path)
		if lines == nil {
			t.Errorf("%s: which command line takes its formats?", path)
			return
		}
		words := regexp.MustCompile(`\w+`).FindAllString(flag.Usage, -1)
		args := append([]string{"__complete"}, strings.Fields(strings.TrimPrefix(path, "edov "))...)
		offered := runProgram(t, "", append(args, "--format", "")...).stdout
		for _, f := range formats {
			listed, taken := slices.Contains(words, f.name), false
			for _, line := range lines {
				code, told := inFolder(t.TempDir(), io.Discard, append(strings.Fields(line), "--format", f.name)...)
				refused := strings.Contains(told, "there is no format")
				if refused && code != ExitUsage {
					t.Errorf("%s --format %s: exit code %d", line, f.name, code)
				}
				taken = taken || !refused
			}
			if listed != taken || listed != strings.Contains("\n"+offered, "\n"+f.name+"\t") {
				t.Errorf("%s: %s is listed: %v, taken: %v; completed are\n%s", path, f.name, listed, taken, offered)
			}
		}
	})
	for path := range unread {
		t.Errorf("%s has no --format", path)
	}
}
