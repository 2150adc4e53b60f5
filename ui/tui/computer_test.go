package tui

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/doctor"
	"edov/ui/render/text"
)

// seenMachine is a machine on which some things work; asked counts the looks that ask servers.
func seenMachine(asked *atomic.Int32) func(context.Context, flow.MachineOptions) doctor.Facts {
	return func(_ context.Context, o flow.MachineOptions) doctor.Facts {
		f := doctor.Facts{
			Version: "edov test", Online: o.Online,
			Terminal: doctor.Terminal{
				Is: true, Width: 80, Height: 24, Type: "xterm-256color", Color: true,
				ColorWhy: "it is a terminal",
			},
			Clipboard: doctor.Clipboard{How: "the terminal, by OSC 52"},
			Keyring:   doctor.Keyring{Answered: true},
			Folders:   []doctor.Folder{{Name: "config", Path: "/home/ada/.config/edov"}},
			Machine: flow.Machine{
				Browser: "xdg-open", Port: o.Port, Localhost: []string{"127.0.0.1", "::1"}, IPv6: true,
				PortFailure: &flow.Failure{
					Summary: "port 8400 is in use by node (PID 5832)",
					Hint:    "stop the program that uses it",
				},
			},
		}
		if o.Online {
			asked.Add(1)
			f.Machine.Servers = []flow.ServerSeen{{
				Host: "login.microsoftonline.com", Took: 61 * time.Millisecond, At: noon,
				Date: noon,
			}}
			f.Machine.Token = &flow.TokenSeen{}
		}
		return f
	}
}

func computerScreen(online bool) func(c *common) []screen {
	return func(c *common) []screen {
		c.LookAround = seenMachine(new(atomic.Int32))
		s := newComputer(c)
		s.took(s.CheckComputer(c.ctx, nil, online, "press O to ask"))
		return []screen{s}
	}
}

func asText(_ string, r *doctor.Report) ([]byte, error) {
	var b bytes.Buffer
	err := text.Doctor(&b, r, "run edov doctor --online", text.Style{})
	return b.Bytes(), err
}

// TestComputerAsksByAKey: servers are asked after the key for it, and by no other.
func TestComputerAsksByAKey(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	var written string
	o := Options{}
	o.LookAround, o.ExportComputer = seenMachine(&asked), asText
	o.Save = func(_ string, data []byte, _ bool) error { written = string(data); return nil }
	d := drive(t, o, 110, 40)
	d.press(":")
	d.until("type a command")
	for _, r := range "this computer" {
		d.press(string(r))
	}
	d.press("enter")
	d.until("1 problem, ")
	d.until("nothing was sent")
	d.until("press O to ask")
	d.press("r", "e")
	d.until("Format follows the extension: .txt or .json")
	d.press("enter")
	d.until("Written: edov-doctor.txt")
	if asked.Load() != 0 {
		t.Fatal("servers were asked before the key for it")
	}
	if !strings.Contains(written, "port 8400 is in use by node") || !strings.Contains(written, "not checked") {
		t.Errorf("%s", written)
	}
	d.awake() // the popup closed by itself
	d.untilTrue("the end of looking again", func() bool { return d.app.top().(*computer).job == nil })
	d.press("O")
	d.until("login.microsoftonline.com: answered in 61ms")
	if asked.Load() != 1 {
		t.Errorf("servers were asked %d times", asked.Load())
	}
}

// TestExtensions: a name of no format is refused with those that there are, and stays in the field.
func TestExtensions(t *testing.T) {
	t.Parallel()
	o := Options{}
	o.LookAround = seenMachine(new(atomic.Int32))
	o.Save = func(string, []byte, bool) error { t.Error("it was written"); return nil }
	d := drive(t, o, 110, 40)
	file := d.app.ComputerWriter(&doctor.Report{})
	file.Name = "check.docx"
	d.app.stack = append(d.app.stack, newExport(d.app.common, file))
	d.press("enter")
	d.until("the extension decides the format; use .txt or .json")
	d.until("check.docx")
}
