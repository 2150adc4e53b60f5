//go:build unix

package journey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// programEnv names another build of edov to measure, such as the one before a change.
const programEnv = "EDOV_BENCH_PROGRAM"

// probe is a program in a terminal that is only watched, not emulated: the emulator's work would count as the
// program's on a machine with few cores.
type probe struct {
	b      *testing.B
	master *os.File
	cmd    *exec.Cmd

	mu     sync.Mutex
	news   *sync.Cond
	output []byte
	last   time.Time // when the newest piece of output came
	gone   bool
}

// settled is how long a terminal is quiet when a frame is over.
const settled = 50 * time.Millisecond

// watch starts a program in a terminal of 120x40, which answers what Bubble Tea asks at its start.
func watch(b *testing.B, home, program string, args ...string) *probe {
	b.Helper()
	p := &probe{b: b, cmd: exec.Command(program, args...)}
	p.news = sync.NewCond(&p.mu)
	p.cmd.Dir, p.cmd.Env = home, environment(home, b.TempDir(), nil)
	var err error
	p.master, err = pty.StartWithSize(p.cmd, &pty.Winsize{Cols: 120, Rows: 40})
	if err != nil {
		b.Fatal(err)
	}
	go p.read()
	b.Cleanup(p.end)
	return p
}

func (p *probe) read() {
	piece := make([]byte, 64<<10)
	for {
		n, err := p.master.Read(piece)
		p.mu.Lock()
		p.output, p.last, p.gone = append(p.output, piece[:n]...), time.Now(), err != nil
		p.news.Broadcast()
		p.mu.Unlock()
		if err != nil {
			return
		}
		if bytes.Contains(piece[:n], []byte("\x1b]11;?")) {
			p.send("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[1;1R")
		}
	}
}

func (p *probe) send(keys string) { p.master.WriteString(keys) }

// waitFor waits until the output after its first from bytes has a text, which it may have in pieces before.
func (p *probe) waitFor(from int, text string) {
	p.b.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	limit := time.AfterFunc(time.Minute, func() { p.cmd.Process.Kill() })
	defer limit.Stop()
	for !strings.Contains(ansi.Strip(string(p.output[from:])), text) {
		if p.gone {
			p.b.Fatalf("no %q in %q", text, p.output)
		}
		p.news.Wait()
	}
}

// press sends keys, and tells how long after that the last byte of the frame came, and how many there were.
func (p *probe) press(keys string) (took time.Duration, written int) {
	before := p.written()
	from := time.Now()
	p.send(keys)
	for wait := settled; wait > 0; {
		time.Sleep(wait)
		p.mu.Lock()
		quiet := max(0, time.Since(p.last))
		if p.last.Before(from) {
			quiet = time.Since(from) - settled // nothing has come: twice as long, and then nothing will
		}
		wait = settled - quiet
		p.mu.Unlock()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last.Sub(from), len(p.output) - before
}

func (p *probe) written() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.output)
}

func (p *probe) end() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
	p.master.Close()
}

// load is what all threads of the program have used and how often they slept since its start.
func (p *probe) load() (cpu time.Duration, wakeups int) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", p.cmd.Process.Pid))
	if len(threads) == 0 {
		p.b.Skip("skipped: the threads of a program cannot be seen here")
	}
	for _, thread := range threads {
		var ran time.Duration
		stat, _ := os.ReadFile(thread + "/schedstat")
		fmt.Sscan(string(stat), &ran)
		cpu += ran
		status, _ := os.ReadFile(thread + "/status")
		_, after, _ := strings.Cut(string(status), "\nvoluntary_ctxt_switches:")
		var slept int
		fmt.Sscan(after, &slept)
		wakeups += slept
	}
	return cpu, wakeups
}

// measured is the program to measure.
func measured(b *testing.B) string {
	b.Helper()
	if other := os.Getenv(programEnv); other != "" {
		return other
	}
	program, err := buildProgram()
	if err != nil {
		b.Fatal(err)
	}
	return program
}

// openLarge opens a saved report with a claim of 64 KiB and 200 findings, as a user would.
func openLarge(b *testing.B) *probe {
	b.Helper()
	home := b.TempDir()
	if err := os.WriteFile(filepath.Join(home, "large.json"), largeReport(b), 0o600); err != nil {
		b.Fatal(err)
	}
	p := watch(b, home, measured(b), "--theme", "dark")
	p.waitFor(0, "Try the demo tenant")
	for range 3 {
		p.press("\x1b[B")
	}
	from := p.written()
	p.send("\r")
	p.waitFor(from, "or a file name")
	p.press("large.json")
	p.send("\r")
	p.waitFor(from, "[Findings]")
	time.Sleep(time.Second) // until the report takes keys
	return p
}

func largeReport(b testing.TB) []byte {
	b.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "report", "no-edov.json"))
	if err != nil {
		b.Fatal(err)
	}
	var report map[string]any
	if err := json.Unmarshal(data, &report); err != nil {
		b.Fatal(err)
	}
	claims := report["tokens"].([]any)[0].(map[string]any)["claims"].(map[string]any)
	claims["big"] = strings.Repeat("long value ", 64<<10/11)
	findings := report["findings"].([]any)
	for i := 0; len(findings) < 200; i++ {
		findings = append(findings, findings[i])
	}
	report["findings"] = findings
	if data, err = json.Marshal(report); err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkKeyToFrame presses keys in the large report, and measures until the last byte of each frame.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, test := range []struct {
		name string
		keys []string // pressed in turn, again and again
		then string   // once before
	}{
		{"move", append(slices.Repeat([]string{"\x1b[B"}, 30), slices.Repeat([]string{"\x1b[A"}, 30)...), "A"},
		{"pane", []string{"\t"}, ""},
		{"unfold", []string{"A"}, ""},
		{"filter", []string{"e", "m", "a", "i", "l", "\x7f", "\x7f", "\x7f", "\x7f", "\x7f"}, "/"},
	} {
		b.Run(test.name, func(b *testing.B) {
			p := openLarge(b)
			if test.then != "" {
				p.press(test.then)
			}
			var times []time.Duration
			all, most := 0, 0
			for i := 0; b.Loop(); i++ {
				took, written := p.press(test.keys[i%len(test.keys)])
				if written == 0 {
					continue
				}
				times = append(times, took)
				all, most = all+written, max(most, written)
			}
			if len(times) == 0 {
				b.Fatal("no key was answered")
			}
			slices.Sort(times)
			at := func(percent int) float64 {
				return float64(times[(len(times)-1)*percent/100].Microseconds()) / 1000
			}
			b.ReportMetric(at(50), "p50-ms")
			b.ReportMetric(at(99), "p99-ms")
			b.ReportMetric(float64(all/len(times)), "bytes/key")
			b.ReportMetric(float64(most), "most-bytes")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkIdle leaves a screen alone for three seconds at a time.
func BenchmarkIdle(b *testing.B) {
	home := func(b *testing.B) *probe {
		p := watch(b, b.TempDir(), measured(b), "--theme", "dark")
		p.waitFor(0, "Try the demo tenant")
		return p
	}
	for _, test := range []struct {
		name string
		open func(*testing.B) *probe
	}{{"home", home}, {"report", openLarge}} {
		b.Run(test.name, func(b *testing.B) {
			p := test.open(b)
			time.Sleep(2 * time.Second) // what begins ends
			const left = 3 * time.Second
			least, leastCPU, mostBytes := 1<<30, time.Hour, 0
			for b.Loop() {
				before := p.written()
				cpu, wakeups := p.load()
				time.Sleep(left)
				cpuAfter, wakeupsAfter := p.load()
				least, leastCPU = min(least, wakeupsAfter-wakeups), min(leastCPU, cpuAfter-cpu)
				mostBytes = max(mostBytes, p.written()-before)
			}
			b.ReportMetric(float64(least)/left.Seconds(), "wakeups/s")
			b.ReportMetric(float64(leastCPU.Microseconds())/1000/left.Seconds(), "cpu-ms/s")
			b.ReportMetric(float64(mostBytes), "bytes")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkFirstFrame measures from the start of the process until its first words are on the terminal, beside the
// least that a Bubble Tea program can be.
func BenchmarkFirstFrame(b *testing.B) {
	bare := filepath.Join(b.TempDir(), "hello")
	build := exec.Command("go", "build", "-o", bare, "./ui/tui/testdata/hello")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, test := range []struct{ name, program, words string }{
		{"hello", bare, "hello, world"},
		{"edov", measured(b), "Try the demo tenant"},
	} {
		b.Run(test.name, func(b *testing.B) {
			home := b.TempDir()
			var times []time.Duration
			for b.Loop() {
				from := time.Now()
				p := watch(b, home, test.program, "--theme", "dark")
				p.waitFor(0, test.words)
				times = append(times, time.Since(from))
				p.end()
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[0].Microseconds())/1000, "least-ms")
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
