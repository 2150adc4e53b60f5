package workspace

import (
	"context"
	"strconv"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/doctor"
)

// CheckComputer looks at this machine, for the redirect port and the cloud of the subject. Only online asks servers;
// toAsk says how to have them asked.
func (d *Desk) CheckComputer(ctx context.Context, s *Subject, online bool, toAsk string) *doctor.Report {
	o := flow.MachineOptions{Online: online, Cloud: entra.Global, Port: flow.DefaultPort}
	if s != nil && s.IsMine() {
		if port, err := strconv.Atoi(s.Connection.RedirectPort()); err == nil {
			o.Port = port
		}
		if s.Connection.Cloud != "" {
			o.Cloud = s.Connection.Cloud
		}
	}
	facts := d.LookAround(ctx, o)
	facts.ToAsk = toAsk
	return doctor.Judge(facts)
}

// ComputerText is all lines as text.
func (d *Desk) ComputerText(r *doctor.Report) string {
	data, err := d.ExportComputer("edov-doctor.txt", r)
	if err != nil {
		return r.Summary()
	}
	return string(data)
}

// ComputerWriter writes what was seen of the machine.
func (d *Desk) ComputerWriter(r *doctor.Report) *Writer {
	return &Writer{
		Title: "Write the check of this computer to a file", Name: "edov-doctor.txt",
		About:      "Format follows the extension: .txt or .json. It names programs, folders and variables, and no secret.",
		Extensions: []string{".txt", ".json"},
		Render:     func(name string, _ bool) ([]byte, error) { return d.ExportComputer(name, r) },
	}
}
