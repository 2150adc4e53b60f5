//go:build unix

package journey

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/term"

	_ "edov/ui/cmd" // so that a change of the program makes cached results stale
)

const (
	// keeperEnv turns the test binary into the keeper of a terminal.
	keeperEnv = "EDOV_JOURNEY_KEEPER"
	// helperEnv turns the test binary into a small program to test with.
	helperEnv = "EDOV_JOURNEY_HELPER"
	// over is what the keeper writes to the terminal after the program ended,
	// so that the reader knows that it has seen all of the program's output.
	over = "\x1b]7777;the journey is over\x07"
)

// buildFolder is where the program is built, once and only if a test needs it.
var buildFolder string

var buildProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(buildFolder, "edov")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, ".") // as released: that links faster, too
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building edov: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if os.Getenv(keeperEnv) != "" {
		os.Exit(keep(os.Args[1:]))
	}
	if name := os.Getenv(helperEnv); name != "" {
		os.Exit(helpers[name]())
	}
	var err error
	if buildFolder, err = os.MkdirTemp("", "edov-journey-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(buildFolder)
	os.Exit(code)
}

// keep is the shell's part: it leads the terminal's session and runs the
// program as the group in the foreground. It outlives the program, since the
// kernel resets a terminal's settings when the leader of its session ends, and
// then the settings that the program left could no longer be read.
func keep(command []string) int {
	os.Unsetenv(keeperEnv)
	syscall.CloseOnExec(3)
	syscall.CloseOnExec(4)
	report, dismissed := os.NewFile(3, "report"), os.NewFile(4, "dismissed")
	before, _ := term.GetState(0)
	program := exec.Command(command[0], command[1:]...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	program.SysProcAttr = &syscall.SysProcAttr{Foreground: true, Ctty: 0}
	// Caught, not ignored: the program must not inherit it.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTTOU)
	if err := program.Start(); err != nil {
		fmt.Fprintln(report, err)
		return 1
	}
	fmt.Fprintln(report, program.Process.Pid)
	program.Wait()
	code := program.ProcessState.ExitCode()
	if status := program.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		code = 128 + int(status.Signal()) // as a shell tells it
	}
	after, err := term.GetState(0)
	fmt.Fprintln(report, code, err == nil && *after == *before)
	io.WriteString(os.Stdout, over)
	io.Copy(io.Discard, dismissed)
	return 0
}

// size is a terminal's size in cells.
type size struct{ cols, rows int }

// setup tells what to run in which terminal.
type setup struct {
	program string // the built edov if empty
	args    []string
	size    size
	env     map[string]string // beside and above the clean environment
	mute    bool              // the terminal answers no questions
}

// terminal is a running program, the terminal it runs in, and all it printed.
type terminal struct {
	t         *testing.T
	home      string // the program's home and working folder
	limit     time.Duration
	master    *os.File
	keeper    *exec.Cmd
	pid       int           // of the program, and of its process group
	outbox    chan string   // what is typed and answered, in order
	done      chan struct{} // closed when the keeper is gone
	dismissal *os.File      // closed to let the keeper go

	mu      sync.Mutex
	news    *sync.Cond // signalled after each piece of output
	screen  *vt.Emulator
	output  []byte
	modes   map[int]bool // the DEC private modes that were ever touched
	ended   bool
	code    int
	ttyKept bool
}

// start runs the built edov in a terminal of the given size.
func start(t *testing.T, size size, env map[string]string, args ...string) *terminal {
	t.Helper()
	return launch(t, setup{size: size, env: env, args: args})
}

// launch runs a program in a new terminal. The program finds an empty home and
// an empty PATH: no browser, no clipboard tool, the same on every machine.
func launch(t *testing.T, s setup) *terminal {
	t.Helper()
	if s.program == "" {
		var err error
		if s.program, err = buildProgram(); err != nil {
			t.Fatal(err)
		}
	}
	master, slave, err := pty.Open()
	check(t, err)
	check(t, pty.Setsize(master, &pty.Winsize{Cols: uint16(s.size.cols), Rows: uint16(s.size.rows)}))
	reportReader, reportWriter, err := os.Pipe()
	check(t, err)
	dismissed, dismissal, err := os.Pipe()
	check(t, err)
	self, err := os.Executable()
	check(t, err)
	tm := &terminal{
		t: t, home: t.TempDir(), limit: time.Minute, master: master, dismissal: dismissal,
		outbox: make(chan string, 1024), done: make(chan struct{}),
		screen: vt.NewEmulator(s.size.cols, s.size.rows), modes: map[int]bool{},
	}
	tm.news = sync.NewCond(&tm.mu)
	tm.screen.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { tm.noteMode(m, true) },
		DisableMode: func(m ansi.Mode) { tm.noteMode(m, false) },
	})
	tm.keeper = &exec.Cmd{
		Path: self, Args: append([]string{self, s.program}, s.args...), Dir: tm.home,
		Env:   append(environment(tm.home, t.TempDir(), s.env), keeperEnv+"=1", "GORACE=atexit_sleep_ms=0"),
		Stdin: slave, Stdout: slave, Stderr: slave, ExtraFiles: []*os.File{reportWriter, dismissed},
		SysProcAttr: &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0},
	}
	check(t, tm.keeper.Start())
	for _, theirs := range []*os.File{slave, reportWriter, dismissed} {
		theirs.Close()
	}
	report := bufio.NewReader(reportReader)
	go tm.answer(s.mute)
	go tm.deliver()
	line, _ := report.ReadString('\n')
	go tm.pump(report)
	t.Cleanup(tm.end)
	if _, err := fmt.Sscan(line, &tm.pid); err != nil {
		t.Fatalf("the program did not start: %s", line)
	}
	return tm
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func environment(home, path string, more map[string]string) []string {
	env := map[string]string{
		"HOME": home, "PATH": path, "TMPDIR": path, "TERM": "xterm-256color", "COLORTERM": "truecolor",
		"LANG": "C.UTF-8", "TZ": "UTC", "XDG_CONFIG_HOME": home + "/.config", "XDG_DATA_HOME": home + "/.data",
		"XDG_STATE_HOME": home + "/.state", "XDG_CACHE_HOME": home + "/.cache", "XDG_RUNTIME_DIR": home + "/.run",
	}
	maps.Copy(env, more)
	list := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

// noteMode is called by the emulator, under the lock.
func (tm *terminal) noteMode(m ansi.Mode, on bool) {
	if dec, ok := m.(ansi.DECMode); ok {
		tm.modes[int(dec)] = on
	}
}

// pump shows the output to the emulator until the program has ended.
func (tm *terminal) pump(report *bufio.Reader) {
	defer close(tm.done)
	chunk := make([]byte, 32<<10)
	for finished := false; !finished; {
		n, err := tm.master.Read(chunk)
		finished = tm.take(chunk[:n]) || err != nil
	}
	line, _ := report.ReadString('\n')
	tm.mu.Lock()
	tm.ended = true
	if _, err := fmt.Sscan(line, &tm.code, &tm.ttyKept); err != nil {
		tm.code = -1 // the keeper itself was killed
	}
	tm.news.Broadcast()
	tm.mu.Unlock()
	tm.dismissal.Close()
	tm.keeper.Wait()
}

// take records and shows a piece of output, and reports whether it is the last.
func (tm *terminal) take(chunk []byte) (last bool) {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	old := len(tm.output)
	tm.output = append(tm.output, chunk...)
	if i := bytes.Index(tm.output[max(0, old-len(over)):], []byte(over)); i >= 0 {
		tm.output, last = tm.output[:max(0, old-len(over))+i], true
	}
	if len(tm.output) > old {
		tm.screen.Write(tm.output[old:])
	}
	tm.news.Broadcast()
	return last
}

// answer passes on the emulator's replies. The emulator waits for each to be
// read, so they are read at once even if they go nowhere.
func (tm *terminal) answer(mute bool) {
	reply := make([]byte, 4096)
	for {
		n, err := tm.screen.Read(reply)
		if err != nil {
			return
		}
		if !mute {
			tm.send(string(reply[:n]))
		}
	}
}

// deliver types into the terminal, which may block while nothing reads there.
func (tm *terminal) deliver() {
	for {
		select {
		case typed := <-tm.outbox:
			tm.master.WriteString(typed)
		case <-tm.done:
			return
		}
	}
}

// end kills whatever of the program is left, and takes the terminal down.
func (tm *terminal) end() {
	tm.mu.Lock()
	if !tm.ended && tm.pid > 0 {
		syscall.Kill(-tm.pid, syscall.SIGKILL)
	}
	tm.mu.Unlock()
	select {
	case <-tm.done:
	case <-time.After(tm.limit):
		tm.keeper.Process.Kill()
		tm.t.Error("the terminal did not come down by itself")
	}
	tm.master.Close()
	tm.screen.InputPipe().(io.Closer).Close()
}

// await waits, without polling, until the condition holds. It gives up when
// the program has ended or the limit has passed; the limit decides nothing else.
func (tm *terminal) await(what string, holds func() bool) error {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	late := false
	timer := time.AfterFunc(tm.limit, func() {
		tm.mu.Lock()
		defer tm.mu.Unlock()
		late = true
		tm.news.Broadcast()
	})
	defer timer.Stop()
	for !holds() {
		if tm.ended {
			return fmt.Errorf("waiting for %s: the program ended with %d; the screen:\n%s", what, tm.code, tm.shown())
		}
		if late {
			return fmt.Errorf("waiting for %s: nothing in %v; the screen:\n%s", what, tm.limit, tm.shown())
		}
		tm.news.Wait()
	}
	return nil
}

// waitFor waits until the screen shows all the texts, each within a row.
func (tm *terminal) waitFor(texts ...string) {
	tm.t.Helper()
	check(tm.t, tm.await(fmt.Sprintf("%q", texts), func() bool {
		screen := tm.shown()
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	}))
}

// waitGone waits until the screen does not show the text.
func (tm *terminal) waitGone(text string) {
	tm.t.Helper()
	check(tm.t, tm.await(fmt.Sprintf("the end of %q", text), func() bool { return !strings.Contains(tm.shown(), text) }))
}

// waitMode waits until the program has set one of the DEC private modes.
func (tm *terminal) waitMode(modes ...int) {
	tm.t.Helper()
	check(tm.t, tm.await(fmt.Sprintf("one of the modes %d", modes), func() bool {
		return slices.ContainsFunc(modes, func(m int) bool { return tm.modes[m] })
	}))
}

// wait waits for the program's end and returns its exit code, 128 and more for
// a signal, as a shell tells it. All the output has been seen by then.
func (tm *terminal) wait() int {
	tm.t.Helper()
	check(tm.t, tm.await("the program's end", func() bool { return tm.ended }))
	return tm.code
}

// text is the screen, row by row, without trailing blanks and blank last rows.
func (tm *terminal) text() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.shown()
}

func (tm *terminal) shown() string {
	var rows strings.Builder
	for y := range tm.screen.Height() {
		text, _ := tm.row(y)
		rows.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	return strings.TrimRight(rows.String(), "\n")
}

// row is a row's text and, for each of its bytes, the column it stands in.
func (tm *terminal) row(y int) (text string, columns []int) {
	for x := 0; x < tm.screen.Width(); {
		cell := tm.screen.CellAt(x, y)
		content := cmp.Or(cell.Content, " ")
		text += content
		columns = append(columns, slices.Repeat([]int{x}, len(content))...)
		x += max(1, cell.Width)
	}
	return text, columns
}

// find returns the cell, counted from 0, where the text is shown first.
func (tm *terminal) find(want string) (col, row int) {
	tm.t.Helper()
	tm.mu.Lock()
	defer tm.mu.Unlock()
	for y := range tm.screen.Height() {
		text, columns := tm.row(y)
		if i := strings.Index(text, want); i >= 0 && want != "" {
			return columns[i], y
		}
	}
	tm.t.Fatalf("%q is not on the screen:\n%s", want, tm.shown())
	return 0, 0
}
