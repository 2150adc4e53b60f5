package terminal

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

	"edov/flow/browser"
)

// Clipboard puts text on the clipboard of the machine the user sits at: by a program of this
// machine, else through tmux, else through the terminal. Its fields are what it knows of the
// world, for tests to replace.
type Clipboard struct {
	Getenv func(string) string
	Look   func(name string) (path string, err error) // finds a program
	Run    func(ctx context.Context, argv []string, stdin string) error
	Out    io.Writer // the terminal
	GOOS   string
}

// NewClipboard is the clipboard of this machine, or of the terminal behind out.
func NewClipboard(getenv func(string) string, out io.Writer) *Clipboard {
	return &Clipboard{Getenv: getenv, Look: exec.LookPath, Run: runWithInput, Out: out, GOOS: runtime.GOOS}
}

// maxSequence is what xterm and tmux take of an OSC 52, in bytes of base64.
const maxSequence = 74994

// Copy says in words where the text went. OSC 52 is not confirmed by terminals, so it is only
// said to have been sent. An error is in words for the user.
func (c *Clipboard) Copy(ctx context.Context, text string) (how string, err error) {
	if argv := c.native(); argv != nil {
		if c.Run(ctx, argv, text) == nil {
			return "copied (" + argv[0] + ")", nil
		}
	}
	if c.GOOS == "windows" && clipboard.WriteAll(text) == nil {
		return "copied", nil
	}
	if c.Getenv("TMUX") != "" {
		if _, err := c.Look("tmux"); err == nil && c.Run(ctx, []string{"tmux", "load-buffer", "-w", "-"}, text) == nil {
			return "copied through tmux", nil
		}
	}
	if base64.StdEncoding.EncodedLen(len(text)) > maxSequence {
		return "", errors.New("it is too long for the terminal's clipboard")
	}
	sequence := osc52.New(text)
	if strings.HasPrefix(c.Getenv("TERM"), "screen") && c.Getenv("TMUX") == "" {
		sequence = sequence.Screen()
	}
	if _, err := io.WriteString(c.Out, sequence.String()); err != nil {
		return "", errors.New("the terminal could not be written to")
	}
	return "sent to your terminal's clipboard (OSC 52)", nil
}

// Way says in words how a text would be copied, without copying one. confirmed is set if it would be known to be
// copied.
func (c *Clipboard) Way() (how string, confirmed bool) {
	switch argv := c.native(); {
	case argv != nil:
		return argv[0], true
	case c.GOOS == "windows":
		return "the system's clipboard", true
	}
	if _, err := c.Look("tmux"); err == nil && c.Getenv("TMUX") != "" {
		return "tmux", true
	}
	return "the terminal, by OSC 52", false
}

// native is the program for the desktop's clipboard. In a remote shell it would
// be the wrong machine's.
func (c *Clipboard) native() []string {
	if c.Getenv("SSH_CONNECTION") != "" || c.Getenv("SSH_TTY") != "" {
		return nil
	}
	var programs [][]string
	switch {
	case c.GOOS == "darwin":
		programs = [][]string{{"pbcopy"}}
	case c.GOOS == "windows":
		return nil
	default:
		if c.Getenv("WAYLAND_DISPLAY") != "" {
			programs = append(programs, []string{"wl-copy"})
		}
		if c.Getenv("DISPLAY") != "" {
			programs = append(programs, []string{"xclip", "-selection", "clipboard"}, []string{"xsel", "--clipboard", "--input"})
		}
		if c.Getenv("WSL_DISTRO_NAME") != "" {
			programs = append(programs, []string{"clip.exe"})
		}
	}
	for _, argv := range programs {
		if _, err := c.Look(argv[0]); err == nil {
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
	cmd.Env = browser.WithoutSecrets(os.Environ())
	cmd.Stdin = strings.NewReader(stdin)
	cmd.WaitDelay = 100 * time.Millisecond // xclip stays and holds the selection
	return cmd.Run()
}
