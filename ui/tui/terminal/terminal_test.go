package terminal

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

func TestAnswerFilter(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"keys", "jk\x1b[A\x1b[1;5Cq", "jk\x1b[A\x1b[1;5Cq"},
		{"escape", "\x1b", "\x1b"},
		{"alt and a bracket", "\x1b]", "\x1b]"},
		{"alt and a letter", "\x1bb", "\x1bb"},
		{"background", "a\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\b", "ab"},
		{"background, ended by BEL", "a\x1b]11;rgb:ffff/ffff/ffff\x07b", "ab"},
		{"clipboard", "\x1b]52;c;cXE=\x07q", "q"},
		{"position", "\x1b[24;80Rq", "q"},
		{"attributes", "\x1b[?62;22c\x1b[>1;10;0cx", "x"},
		{"status", "\x1b[0nx", "x"},
		{"mode", "\x1b[?2026;2$yx", "x"},
		{"window", "\x1b[8;24;80tx", "x"},
		{"version", "\x1bP>|XTerm(390)\x1b\\x", "x"},
		{"mouse", "\x1b[<0;10;5M\x1b[<0;10;5m", "\x1b[<0;10;5M\x1b[<0;10;5m"},
		{"paste", "\x1b[200~y\nq\x1b[201~", "\x1b[200~y\nq\x1b[201~"},
		{"focus", "\x1b[I\x1b[O", "\x1b[I\x1b[O"},
		{"an answer without an end", "\x1b]11;rgb\x1b[Aq", "\x1b[Aq"},
		{"letters of other scripts", "日本é", "日本é"},
	} {
		var f answerFilter
		if got := string(f.filter([]byte(test.in))); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestAnswerInPieces(t *testing.T) {
	const answer = "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"
	for i := 3; i < len(answer); i++ {
		var f answerFilter
		got := string(f.filter([]byte(answer[:i]))) + string(f.filter([]byte(answer[i:]+"q")))
		if got != "q" {
			t.Errorf("cut at %d: %q", i, got)
		}
	}
	var f answerFilter
	f.filter([]byte("\x1b]1"))
	if got := f.filter([]byte(strings.Repeat("x", maxAnswer+10))); len(got) == 0 {
		t.Error("an answer without an end swallows all that follows")
	}
}

func FuzzAnswerFilter(f *testing.F) {
	f.Add([]byte("\x1b[1"), []byte(";2Rq"))
	f.Add([]byte("\x1b]11;r"), []byte("\x1b\\q"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var filter answerFilter
		n := len(filter.filter(a)) + len(filter.filter(b))
		if n > len(a)+len(b) {
			t.Errorf("%d bytes of %d", n, len(a)+len(b))
		}
		filter.filter([]byte("\x03")) // Ctrl+C ends whatever was begun
		if got := filter.filter([]byte("q")); string(got) != "q" {
			t.Errorf("a key is lost: %q", got)
		}
	})
}

func TestBackgroundFromEnv(t *testing.T) {
	for value, want := range map[string][2]bool{
		"15;0": {true, true}, "0;15": {false, true}, "0;default;7": {false, true}, "12;8": {true, true}, "": {false, false},
		"7": {false, false}, "0;x": {false, false}, "0;99": {false, false},
	} {
		if dark, ok := backgroundFromEnv(value); dark != want[0] || ok != want[1] {
			t.Errorf("%q: %t, %t", value, dark, ok)
		}
	}
}

// TestDetectBackground plays terminals that answer all, a part, or nothing.
func TestDetectBackground(t *testing.T) {
	for _, test := range []struct {
		name, answer string
		dark         bool
		typed        string
	}{
		{"light", "\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c", false, ""},
		{"dark, with a key typed ahead", "q\x1b]11;rgb:1e/1e/1e\x07\x1b[?62c", true, "q"},
		{"attributes only", "\x1b[?1;2c", true, ""},
		{"nothing", "", true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			master, slave, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer master.Close()
			defer slave.Close()
			go func() {
				asked := make([]byte, 0, 64)
				for buf := make([]byte, 64); !bytes.Contains(asked, []byte("\x1b[c")); {
					n, err := master.Read(buf)
					if err != nil {
						return
					}
					asked = append(asked, buf[:n]...)
				}
				master.WriteString(test.answer)
			}()
			remote := func(name string) string { // the longer wait: a loaded machine needs more than 20 ms to answer
				if name == "SSH_CONNECTION" {
					return "192.0.2.1 50000 192.0.2.2 22"
				}
				return ""
			}
			dark, typed := DetectBackground(slave, slave, remote)
			if test.answer == "" || dark == test.dark && string(typed) == test.typed {
				if test.answer == "" && !dark {
					t.Error("a mute terminal is taken for light")
				}
				return
			}
			t.Errorf("dark %t, typed %q", dark, typed)
		})
	}
}

func TestClipboard(t *testing.T) {
	for _, test := range []struct {
		name  string
		env   map[string]string
		tools []string
		fails bool
		how   string
		argv  string
	}{
		{"X11", map[string]string{"DISPLAY": ":0"}, []string{"xclip"}, false, "copied (xclip)", "xclip -selection clipboard"},
		{
			"Wayland",
			map[string]string{"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"},
			[]string{"xclip", "wl-copy"},
			false,
			"copied (wl-copy)", "wl-copy",
		},
		{
			"remote, in tmux",
			map[string]string{"DISPLAY": ":0", "SSH_TTY": "x", "TMUX": "t"},
			[]string{"xclip", "tmux"},
			false,
			"copied through tmux", "tmux load-buffer -w -",
		},
		{"nothing", nil, nil, false, "sent to your terminal's clipboard (OSC 52)", ""},
		{
			"a tool that fails",
			map[string]string{"DISPLAY": ":0"},
			[]string{"xsel"},
			true,
			"sent to your terminal's clipboard (OSC 52)", "xsel --clipboard --input",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			var argv, stdin string
			c := &Clipboard{
				Getenv: func(name string) string { return test.env[name] }, Out: &out, GOOS: "linux",
				Look: func(name string) (string, error) {
					for _, tool := range test.tools {
						if tool == name {
							return name, nil
						}
					}
					return "", os.ErrNotExist
				},
				Run: func(_ context.Context, a []string, text string) error {
					argv, stdin = strings.Join(a, " "), text
					if test.fails {
						return errors.New("failed")
					}
					return nil
				},
			}
			how, err := c.Copy(t.Context(), "a text")
			if err != nil || how != test.how || argv != test.argv {
				t.Errorf("%q by %q: %v", how, argv, err)
			}
			if argv != "" && stdin != "a text" {
				t.Errorf("the program was given %q", stdin)
			}
			if test.argv == "" && out.String() != "\x1b]52;c;YSB0ZXh0\a" {
				t.Errorf("the terminal was sent %q", out.String())
			}
		})
	}
	c := NewClipboard(func(string) string { return "" }, &bytes.Buffer{})
	c.GOOS = "linux"
	if _, err := c.Copy(t.Context(), strings.Repeat("x", maxSequence)); err == nil {
		t.Error("a text that no terminal takes was sent")
	}
}
