//go:build unix

package terminal

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"

	"edov/flow/together"
)

// Run shows a model on the terminal until it quits or ctx ends, in an alternate screen, with its mouse if asked for.
// The terminal is as it was when Run returns. The error is Bubble Tea's, a *together.Panic of drawing, or says that the
// terminal has no raw mode.
func Run(ctx context.Context, model tea.Model, in *Input, out *Output, mouse bool) error {
	h := &host{in: in, out: out, screen: newScreen(out, mouse)}
	if err := h.take(); err != nil {
		return err
	}
	defer h.giveBack()
	program := tea.NewProgram(drawn{model, h.screen}, tea.WithContext(ctx), tea.WithInput(in), tea.WithoutRenderer(),
		tea.WithoutSignalHandler(), tea.WithFilter(h.filter))
	var panicked atomic.Pointer[together.Panic]
	h.screen.tellOf(func(p *together.Panic) {
		panicked.Store(p)
		program.Kill()
	})
	defer h.watchSize(program)()
	defer watchSuspend(program)()
	_, err := program.Run()
	if p := panicked.Load(); p != nil {
		return p
	}
	return err
}

// host does what Bubble Tea leaves to the one who draws: raw mode, the size of the window, and giving the terminal
// back while the program is suspended.
type host struct {
	in     *Input
	out    *Output
	screen *screen
	before *term.State // nil while the terminal is not edov's, and for an input that is no terminal
}

func (h *host) take() error {
	if fd := int(h.in.Fd()); term.IsTerminal(fd) {
		before, err := term.MakeRaw(fd)
		if err != nil {
			return err
		}
		h.before = before
	}
	h.screen.start()
	return nil
}

func (h *host) giveBack() {
	h.screen.stop()
	if h.before != nil {
		_ = term.Restore(int(h.in.Fd()), h.before) // there is nothing else to try
		h.before = nil
	}
}

// filter sees each message before Bubble Tea handles it, which for a SuspendMsg means that the program stops.
func (h *host) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch m := msg.(type) {
	case tea.SuspendMsg:
		released.Store(true)
		h.giveBack()
	case tea.ResumeMsg:
		if h.take() != nil {
			return tea.QuitMsg{}
		}
	case tea.WindowSizeMsg:
		h.screen.resize(m.Width, m.Height)
	}
	return msg
}

// watchSize tells the program the size of its window, at first, when it changes, and when the program goes on after a
// stop: another one may have drawn meanwhile.
func (h *host) watchSize(p *tea.Program) (unwatch func()) {
	changes, done := make(chan os.Signal, 1), make(chan struct{})
	changes <- syscall.SIGWINCH
	signal.Notify(changes, syscall.SIGWINCH, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-changes:
				p.Send(h.size())
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changes)
		close(done)
	}
}

// size is that of the window, or the usual one of a terminal that does not tell.
func (h *host) size() tea.WindowSizeMsg {
	width, height, err := term.GetSize(int(h.out.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return tea.WindowSizeMsg{Width: 80, Height: 24}
	}
	return tea.WindowSizeMsg{Width: width, Height: height}
}

// drawn is a model whose frames go to a screen.
type drawn struct {
	tea.Model
	screen *screen
}

// Update is the model's.
func (d drawn) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	model, cmd := d.Model.Update(msg)
	return drawn{model, d.screen}, cmd
}

// View shows the model's frame, and leaves none to Bubble Tea.
func (d drawn) View() string {
	d.screen.show(d.Model.View())
	return ""
}
