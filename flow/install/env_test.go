package install

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/joho/godotenv"
)

const (
	anApp  = "6731de76-14a6-49ae-97bc-6eba6914391e"
	tenant = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
	canary = "abc8Q~Canary_Canary-Canary.Canary~Canary12"
	before = "old8Q~Before_Before-Before.Before~Before34"
)

// TestMergeEnv: what was there stays as it was written.
func TestMergeEnv(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "# Sign in with Microsoft\nA=new\nB=x\n"},
		{"no line end", "C=1", "C=1\n\n# Sign in with Microsoft\nA=new\nB=x\n"},
		{"in place", "# one\nB = old # note\n\nA=\n", "# one\nB = x # note\n\nA=new\n"},
		{"CRLF", "A=old\r\nC=1\r\n", "A=new\r\nC=1\r\n\r\n# Sign in with Microsoft\r\nB=x\r\n"},
		{"quotes", "A=\"old\"\nexport B='old'   # two\n", "A=\"new\"\nexport B='x'   # two\n"},
		{"several lines", "C=\"1\nA=2\n\"\nA=old\nB=old\n", "C=\"1\nA=2\n\"\nA=new\nB=x\n"},
		{"twice", "A=1\nB=1\nA=2\n", "A=new\nB=x\nA=new\n"},
		{"commented out", "#A=1\nB=1", "#A=1\nB=x\n\n# Sign in with Microsoft\nA=new\n"},
		{"empty with a comment", "A= # here\nB=\n", "A=new # here\nB=x\n"},
		{"byte order mark", "\ufeffA=1\nB=1\n", "\ufeffA=new\nB=x\n"},
		{"made of it", "A=1\nB=1\nC=${A}/c\n", "A=new\nB=x\nC=${A}/c\n"},
		{"hash at the beginning", "A=#1\nB=  \n", "A=new\nB=x  \n"},
		{"hash inside", "A=1#2\nB=1\n", "A=new\nB=x\n"},
	} {
		got, err := mergeEnv([]byte(c.file), []setting{{"A", "new"}, {"B", "x"}})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%q\n%q", c.name, err, got, c.want)
		}
	}
	for _, file := range []string{
		"A\n", "A: 1\n", "A='1\n", "A='1' B=2\n", "A=1\rB=2\n", "foo-bar=1\n", "A=\"1\" x\n", "=1\n",
	} {
		if got, err := mergeEnv([]byte(file), []setting{{"A", "new"}}); err == nil {
			t.Errorf("%q becomes %q", file, got)
		} else if strings.Contains(err.Error(), "1") && !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: the error quotes the file: %v", file, err)
		}
	}
}

// values that secrets of Microsoft and of others have.
var manyValues = []string{
	canary, before, anApp, "", "a#b", "a # b", "#a", "~a", "a:~b", "$HOME", "a$(x)b", "`x`", `a"b`, `it's`, `back\slash`,
	"a b", "ends ", "%41", "a=b", "!x", "{a,b}", "*", "a&b;c|d", "<x>", "https://login.microsoftonline.com/common/v2.0",
}

// TestEnvValuesAreReadTheSame: by godotenv, and by bash and Node where they are installed.
func TestEnvValuesAreReadTheSame(t *testing.T) {
	var list []setting
	for i, v := range manyValues {
		list = append(list, setting{"V" + string(rune('A'+i)), v})
	}
	data, err := mergeEnv(nil, list)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	values, err := godotenv.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if values[c.name] != c.value {
			t.Errorf("godotenv reads %q as %q", c.value, values[c.name])
		}
	}
	readers := map[string]func(name string) []string{
		"bash": func(name string) []string { return []string{"-c", `. "$0"; printf %s "$` + name + `"`, path} },
		"node": func(name string) []string {
			return []string{"-e", `process.stdout.write(require("util").parseEnv(require("fs").readFileSync(` +
				`process.argv[1],"utf8"))[process.argv[2]])`, path, name}
		},
	}
	for _, program := range slices.Sorted(maps.Keys(readers)) {
		if _, err := exec.LookPath(program); err != nil {
			continue
		}
		for _, c := range list {
			if program == "node" && !strings.HasPrefix(c.value, "abc8Q~") && c.value != "a # b" && c.value != "$HOME" {
				continue // each takes a start of Node
			}
			out, err := exec.CommandContext(t.Context(), program, readers[program](c.name)...).Output()
			if err != nil || string(out) != c.value {
				t.Errorf("%s reads %q as %q: %v", program, c.value, out, err)
			}
		}
	}
	for _, bad := range []string{"a\nb", "a\x00", `it's "$x"`, "it's `x`", "\xff"} {
		if got, err := envValue(bad, 0); err == nil {
			t.Errorf("%q is written as %s", bad, got)
		}
	}
}

// FuzzMergeEnv: a file is refused, or has exactly the changes, and all else as it was written.
func FuzzMergeEnv(f *testing.F) {
	for _, file := range []string{
		"", "A=1\n", "# c\r\nexport A = 'x' # y\r\nB=\"1\n2\"\n", "\ufeffB=$A\nA=", "A=#1\nA=\"\\\"\"\n", "A='\\'\nB=1\n",
	} {
		f.Add(file, canary)
	}
	f.Fuzz(func(t *testing.T, file, value string) {
		got, err := mergeEnv([]byte(file), []setting{{"A", value}, {"NEW_ONE", "2"}})
		if err != nil {
			return
		}
		values, err := godotenv.Parse(bytes.NewReader(bytes.TrimPrefix(got, []byte(byteOrderMark))))
		if err != nil || values["A"] != value || values["NEW_ONE"] != "2" {
			t.Fatalf("%q with %q is %q: %v %v", file, value, got, values, err)
		}
		old, err := scanEnv(file)
		if err != nil {
			t.Fatal(err)
		}
		now, err := scanEnv(string(got))
		if err != nil || len(now) < len(old) {
			t.Fatalf("%q is %q: %v", file, got, err)
		}
		fixed := func(s string, list []assignment) string {
			for _, a := range slices.Backward(list) {
				if a.name == "A" || a.name == "NEW_ONE" {
					s = s[:a.from] + s[a.to:]
				}
			}
			return strings.Map(func(r rune) rune {
				if r == ' ' {
					return -1
				}
				return r
			}, s)
		}
		if !strings.HasPrefix(fixed(string(got), now), fixed(file, old)) {
			t.Errorf("%q is %q", file, got)
		}
		again, err := mergeEnv(got, []setting{{"A", value}, {"NEW_ONE", "2"}})
		if err != nil || !bytes.Equal(again, got) {
			t.Errorf("a second time, %q is %q: %v", got, again, err)
		}
	})
}
