package cmd_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"edov/ui/cmd"
)

var updateReadme = flag.Bool("update-readme", false, "update README.md's console blocks")

// consoleBlock is one example of the README: a command line and what it prints.
var consoleBlock = regexp.MustCompile("(?s)```console\n\\$ edov ([^\n]+)\n(.*?)```")

// TestReadmeShowsWhatTheProgramPrints runs every console block of the README, which must print what
// it shows, times aside.
func TestReadmeShowsWhatTheProgramPrints(t *testing.T) {
	const path = "../../README.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	fresh := consoleBlock.ReplaceAllStringFunc(string(readme), func(block string) string {
		blocks++
		parts := consoleBlock.FindStringSubmatch(block)
		got := runReadme(strings.Fields(strings.ReplaceAll(parts[1], "testdata/", "../../testdata/")))
		if steady(got) == steady(parts[2]) {
			return block
		}
		if !*updateReadme {
			t.Errorf("edov %s prints:\n%s\nREADME.md shows:\n%s", parts[1], got, parts[2])
		}
		return "```console\n$ edov " + parts[1] + "\n" + got + "```"
	})
	if blocks == 0 {
		t.Fatal("README.md has no console blocks")
	}
	if *updateReadme {
		if err := os.WriteFile(path, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func runReadme(args []string) string {
	var stdout, stderr bytes.Buffer
	program := cmd.Program{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Version: "test"}
	program.Main(context.Background(), args)
	return stdout.String()
}

// unsteady are the parts of a text that differ from run to run.
var unsteady = regexp.MustCompile(`\d+(\.\d+)? ?(ms|µs|s)\b|\d{4}-\d\d-\d\d|\d\d:\d\d(:\d\d)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|localhost:\d+`)

// steady also folds runs of blanks, since columns move with what they hold.
func steady(text string) string {
	return strings.Join(strings.Fields(unsteady.ReplaceAllString(text, "#")), " ")
}
