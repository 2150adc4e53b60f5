package tui

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"

	"edov/flow"
)

// clipper puts text on the clipboard of the machine the user sits at: by a
// program of this machine, else through tmux, else through the terminal.
type clipper struct {
	getenv func(string) string
	look   func(name string) (path string, err error)
	run    func(ctx context.Context, argv []string, stdin string) error
	out    io.Writer // the terminal
	goos   string
}

func newClipper(getenv func(string) string, out io.Writer) *clipper {
	return &clipper{getenv: getenv, look: exec.LookPath, run: runWithInput, out: out, goos: runtime.GOOS}
}

// maxSequence is what xterm and tmux take of an OSC 52, in bytes of base64.
const maxSequence = 74994

// copy says in words where the text went. OSC 52 is not confirmed by terminals,
// so it is only said to have been sent.
func (c *clipper) copy(ctx context.Context, text string) (how string, err error) {
	if argv := c.native(); argv != nil {
		if c.run(ctx, argv, text) == nil {
			return "copied (" + argv[0] + ")", nil
		}
	}
	if c.goos == "windows" && clipboard.WriteAll(text) == nil {
		return "copied", nil
	}
	if c.getenv("TMUX") != "" {
		if _, err := c.look("tmux"); err == nil && c.run(ctx, []string{"tmux", "load-buffer", "-w", "-"}, text) == nil {
			return "copied through tmux", nil
		}
	}
	if base64.StdEncoding.EncodedLen(len(text)) > maxSequence {
		return "", errors.New("it is too long for the terminal's clipboard")
	}
	sequence := osc52.New(text)
	if strings.HasPrefix(c.getenv("TERM"), "screen") && c.getenv("TMUX") == "" {
		sequence = sequence.Screen()
	}
	if _, err := io.WriteString(c.out, sequence.String()); err != nil {
		return "", errors.New("the terminal could not be written to")
	}
	return "sent to your terminal's clipboard (OSC 52)", nil
}

// native is the program for the desktop's clipboard. In a remote shell it would
// be the wrong machine's.
func (c *clipper) native() []string {
	if c.getenv("SSH_CONNECTION") != "" || c.getenv("SSH_TTY") != "" {
		return nil
	}
	var programs [][]string
	switch {
	case c.goos == "darwin":
		programs = [][]string{{"pbcopy"}}
	case c.goos == "windows":
		return nil
	default:
		if c.getenv("WAYLAND_DISPLAY") != "" {
			programs = append(programs, []string{"wl-copy"})
		}
		if c.getenv("DISPLAY") != "" {
			programs = append(programs, []string{"xclip", "-selection", "clipboard"}, []string{"xsel", "--clipboard", "--input"})
		}
		if c.getenv("WSL_DISTRO_NAME") != "" {
			programs = append(programs, []string{"clip.exe"})
		}
	}
	for _, argv := range programs {
		if _, err := c.look(argv[0]); err == nil {
			return argv
		}
	}
	return nil
}

// copyLimit is how long a clipboard program may take.
const copyLimit = 2 * time.Second

// runWithInput starts a program without a shell; the text is on its standard
// input only, never in its arguments, which everybody can read.
func runWithInput(ctx context.Context, argv []string, stdin string) error {
	ctx, cancel := context.WithTimeout(ctx, copyLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = flow.WithoutSecrets(os.Environ())
	cmd.Stdin = strings.NewReader(stdin)
	cmd.WaitDelay = 100 * time.Millisecond // xclip stays and holds the selection
	return cmd.Run()
}
