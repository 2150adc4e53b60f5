//go:build unix

package journey

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/term"
)

// helpers are small programs to test the harness with: the test binary itself,
// told by its environment which of them to be.
var helpers = map[string]func() int{
	"echo":  echo,
	"ask":   ask,
	"spill": func() int { fmt.Print(os.Getenv("SPILL")); return 0 },
	"messy": func() int {
		fmt.Print("\x1b[?1049h\x1b[?25l\x1b[?1002;1006h\x1b[?2004h")
		term.MakeRaw(0)
		return 3
	},
	"line": func() int {
		fmt.Println("ready")
		var line string
		fmt.Scanln(&line)
		fmt.Printf("line %q\n", line)
		return 0
	},
	"where": func() int {
		_, job := os.LookupEnv(helperEnv)
		folder, _ := os.Getwd()
		fmt.Println(os.Getenv("TERM"), folder == os.Getenv("HOME"), os.Getenv(keeperEnv) == "", job,
			os.Getenv("DISPLAY") == "")
		return 0
	},
}

// echo is a full screen that shows what is typed and how large it is, and ends
// with 7 on a q.
func echo() int {
	state, err := term.MakeRaw(0)
	if err != nil {
		return 1
	}
	defer term.Restore(0, state)
	fmt.Print("\x1b[?1049h\x1b[?25l\x1b[?1002h\x1b[?1006h\x1b[?2004h")
	defer fmt.Print("\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?25h\x1b[?1049l")
	typed, resized := make(chan string), make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	go func() {
		piece := make([]byte, 1024)
		for {
			n, err := os.Stdin.Read(piece)
			if err != nil {
				return
			}
			typed <- string(piece[:n])
		}
	}()
	for all := ""; !strings.HasSuffix(all, "q"); {
		cols, rows, _ := term.GetSize(0)
		fmt.Printf("\x1b[H\x1b[2J%dx%d\r\ngot %q", cols, rows, all)
		select {
		case more := <-typed:
			all += more
		case <-resized:
		}
	}
	return 7
}

// ask asks the terminal for its background, its cursor and its kind, and shows
// the answers, or that none came before an enter.
func ask() int {
	state, err := term.MakeRaw(0)
	if err != nil {
		return 1
	}
	defer term.Restore(0, state)
	fmt.Print("ready\r\n\x1b]11;?\x07\x1b[6n\x1b[c")
	var answer []byte
	for piece := make([]byte, 1); piece[0] != 'c' && piece[0] != '\r'; {
		if _, err := io.ReadFull(os.Stdin, piece); err != nil {
			return 1
		}
		answer = append(answer, piece[0])
		if piece[0] == '\x1b' {
			fmt.Print("an answer: ")
		}
	}
	fmt.Printf("%q\r\n", answer)
	return 0
}

// help runs one of the helpers in a terminal.
func help(t *testing.T, name string, more setup) *terminal {
	t.Helper()
	self, err := os.Executable()
	check(t, err)
	more.program = self
	if more.env == nil {
		more.env = map[string]string{}
	}
	more.env[helperEnv] = name
	if more.size == (size{}) {
		more.size = size{120, 10}
	}
	return launch(t, more)
}

func TestWhatIsTypedArrives(t *testing.T) {
	tm := help(t, "echo", setup{})
	tm.waitFor("120x10", `got ""`)
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"raw", func() { tm.send("hé") }, `hé`},
		{"keys", func() { tm.key("up"); tm.key("pgdown"); tm.key("shift+tab") }, `\x1b[A\x1b[6~\x1b[Z`},
		{"control", func() { tm.key("ctrl+c"); tm.key("enter") }, `\x03\r`},
		{"alt", func() { tm.key("alt+x"); tm.key("backspace") }, `\x1bx\x7f`},
		{"paste", func() { tm.paste("two\nlines") }, `\x1b[200~two\nlines\x1b[201~`},
		{"click", func() { tm.click(4, 2) }, `\x1b[<0;5;3M\x1b[<0;5;3m`},
		{"wheel", func() { tm.wheel(true, 0, 0); tm.wheel(false, 0, 0) }, `\x1b[<64;1;1M\x1b[<65;1;1M`},
	} {
		step.do()
		tm.waitFor(step.want)
	}
	tm.key("q")
	if code := tm.wait(); code != 7 {
		t.Errorf("exit code %d", code)
	}
}

func TestResizeReachesTheProgram(t *testing.T) {
	tm := help(t, "echo", setup{})
	tm.waitFor("120x10")
	tm.resize(40, 6)
	tm.waitFor("40x6")
	tm.waitGone("120x10")
	tm.resize(200, 50)
	tm.waitFor("200x50")
}

func TestFindCountsCells(t *testing.T) {
	tm := help(t, "spill", setup{env: map[string]string{"SPILL": "first\r\n\x1b[31m日本 e\u0301 here\r\n\r\n"}})
	tm.wait()
	if col, row := tm.find("here"); col != 7 || row != 1 {
		t.Errorf("here is found at column %d, row %d", col, row)
	}
	if got, want := tm.text(), "first\n日本 e\u0301 here"; got != want {
		t.Errorf("the screen is %q, want %q", got, want)
	}
}

func TestModesAfterTheEnd(t *testing.T) {
	tidy := help(t, "echo", setup{})
	tidy.waitFor("got")
	if !tidy.mode(1049) || !tidy.mode(2004) || tidy.mode(25) {
		t.Error("the modes of a running full screen are not seen")
	}
	tidy.key("q")
	if left := tidy.leftovers(); left != nil {
		t.Errorf("a tidy program leaves %q", left)
	}
	if !tidy.mode(25) || tidy.text() != "" {
		t.Errorf("the screen afterwards: %q", tidy.text())
	}
	messy := help(t, "messy", setup{})
	want := []string{
		"mode ?25 is left on: false", "mode ?1002 is left on: true", "mode ?1006 is left on: true",
		"mode ?1049 is left on: true", "mode ?2004 is left on: true", "the settings of the tty are changed",
	}
	if left := messy.leftovers(); !slices.Equal(left, want) {
		t.Errorf("a messy program leaves %q", left)
	}
	if code := messy.wait(); code != 3 {
		t.Errorf("exit code %d", code)
	}
}

func TestAKilledProgramLeavesItsModes(t *testing.T) {
	tm := help(t, "echo", setup{})
	tm.waitFor("got")
	tm.signal(syscall.SIGKILL)
	if code := tm.wait(); code != 128+9 {
		t.Errorf("exit code %d", code)
	}
	left := tm.leftovers()
	if !slices.Contains(left, "mode ?1049 is left on: true") ||
		!slices.Contains(left, "the settings of the tty are changed") {
		t.Errorf("a killed program leaves %q", left)
	}
}

// TestTheProgramIsInTheForeground: the terminal itself turns ctrl+c into a
// signal, and an enter into a line, as long as the program leaves it alone.
func TestTheProgramIsInTheForeground(t *testing.T) {
	tm := help(t, "line", setup{})
	tm.waitFor("ready")
	tm.key("ctrl+c")
	if code := tm.wait(); code != 128+2 {
		t.Errorf("exit code %d after ctrl+c", code)
	}
	tm = help(t, "line", setup{})
	tm.waitFor("ready")
	tm.send("word\r")
	tm.waitFor(`line "word"`)
	if code := tm.wait(); code != 0 {
		t.Errorf("exit code %d after a line", code)
	}
}

func TestQuestionsToTheTerminal(t *testing.T) {
	tm := help(t, "ask", setup{})
	tm.waitFor(`rgb:0000/0000/0000`, `[2;1R`, `[?62;`)
	tm.wait()
	mute := help(t, "ask", setup{mute: true})
	mute.waitFor("ready")
	mute.key("enter")
	mute.wait()
	if got := mute.text(); got != "ready\n"+`"\r"` {
		t.Errorf("a mute terminal: %q", got)
	}
}

func TestWhatThePrintedBytesHold(t *testing.T) {
	tm := help(t, "spill", setup{env: map[string]string{
		"SPILL": "\x1b]52;c;c2VjcmV0\x07\x1b]0;Über; “all”\x07\x1b]2;two\x1b\\\x1b]8;id=1;https://a.test/?x;y\x1b\\link\x1b]8;;\x1b\\",
	}})
	tm.wait()
	for _, check := range []struct {
		name      string
		got, want []string
	}{
		{"clipboard", tm.clipboard(), []string{"secret"}},
		{"title", tm.title(), []string{"Über; “all”", "two"}},
		{"links", tm.links(), []string{"https://a.test/?x;y"}},
		{"stray", tm.stray("\x1b]52;", "\x1b]0;", "\x1b]8;"), []string{"\x1b]2;two\x1b\\"}},
	} {
		if !slices.Equal(check.got, check.want) {
			t.Errorf("%s: %q, want %q", check.name, check.got, check.want)
		}
	}
}

func TestStray(t *testing.T) {
	for _, tc := range []struct {
		printed string
		want    []string
	}{
		{"plain Zoë 日本\r\n", nil},
		{"\x1b[31;1mred\x1b[m\x1b[38;2;1;2;3m\x1b[4:3m\x1b[2;5H\x1b[H\x1b[3A\x1b[K\x1b[2J\x1b[J", nil},
		{"\x1b[?25l\x1b[?1002;1006h\x1b[?2026h\x1b[?2026l\x1b[?1002;1006l\x1b[?25h", nil},
		{"a\x07b\tc\bd\x00", []string{"\x07", "\t", "\b", "\x00"}},
		{"\x1b[3J\x1b[?5h\x1b[?5l", []string{"\x1b[3J", "\x1b[?5h", "\x1b[?5l"}},
		{"\x1b[6n\x1b[>c\x1bc", []string{"\x1b[6n", "\x1b[>c", "\x1bc"}},
		{"\x1bP+q\x1b\\\x1b_hidden\x1b\\", []string{"\x1bP+q\x1b\\", "\x1b_hidden\x1b\\"}},
		{"\u009b31m \u202eturned\u202c \u200b", []string{"\u009b", "\u202e", "\u202c", "\u200b"}},
		{"\x9b31m \xff", []string{"\x9b31m", "\xff"}},
		{"\ufffd is a letter", nil},
		{"no end \x1b]0;title", []string{"\x1b]0;title"}},
		{"\x1b[3", []string{"\x1b[3"}},
	} {
		got := (&terminal{output: []byte(tc.printed)}).stray()
		if !slices.Equal(got, tc.want) {
			t.Errorf("%q: stray %q, want %q", tc.printed, got, tc.want)
		}
	}
}

// TestWaitsGiveUp: at the program's end at once, and at the limit.
func TestWaitsGiveUp(t *testing.T) {
	ended := help(t, "spill", setup{env: map[string]string{"SPILL": "all there is"}})
	never := func() bool { return false }
	if err := ended.await("more", never); err == nil ||
		!strings.Contains(err.Error(), "ended with 0; the screen:\nall there is") {
		t.Errorf("after the end: %v", err)
	}
	running := help(t, "line", setup{})
	running.waitFor("ready")
	running.limit = 1
	if err := running.await("more", never); err == nil ||
		!strings.Contains(err.Error(), "nothing in 1ns; the screen:\nready") {
		t.Errorf("after the limit: %v", err)
	}
	running.limit = ended.limit
}

func TestACleanEnvironment(t *testing.T) {
	t.Setenv("DISPLAY", ":7")
	tm := help(t, "where", setup{env: map[string]string{"TERM": "vt220"}})
	tm.wait()
	if got, want := tm.text(), "vt220 true true true true"; got != want {
		t.Errorf("the program finds %q, want %q", got, want)
	}
}

func TestTheBuiltProgram(t *testing.T) {
	version := start(t, size{80, 24}, nil, "version")
	version.waitFor("edov ")
	if code := version.wait(); code != 0 {
		t.Errorf("edov version: exit code %d", code)
	}
	demo := start(t, size{80, 24}, nil, "demo", "no-edov", "--headless")
	if code := demo.wait(); code != 1 {
		t.Errorf("edov demo: exit code %d", code)
	}
	if left, stray := demo.leftovers(), demo.stray(); len(left)+len(stray) > 0 {
		t.Errorf("edov demo leaves %q and printed %q", left, stray)
	}
	wrong := start(t, size{80, 24}, nil, "demo", "no-such")
	if code := wrong.wait(); code != 2 {
		t.Errorf("a wrong call: exit code %d", code)
	}
}
