package workspace

import (
	"context"
	"net/url"
	"strconv"

	"edov/flow"
	"edov/inspect/doctor"
)

// CheckComputer looks at this machine, for the redirect port and the cloud of the subject. Only online asks servers;
// toAsk says how to have them asked.
func (d *Desk) CheckComputer(ctx context.Context, s *Subject, online bool, toAsk string) *doctor.Report {
	o := flow.MachineOptions{Online: online, Cloud: flow.CloudGlobal, Port: flow.DefaultPort}
	if s != nil && s.IsMine() {
		o.Port = portOf(s.Connection.RedirectURI)
		if s.Connection.Cloud != "" {
			o.Cloud = s.Connection.Cloud
		}
	}
	facts := d.LookAround(ctx, o)
	facts.ToAsk = toAsk
	return doctor.Judge(facts)
}

// portOf is the port of a redirect URI; without one that of HTTP (RFC 9110, section 4.2.1).
func portOf(redirectURI string) int {
	u, err := url.Parse(redirectURI)
	if redirectURI == "" || err != nil {
		return flow.DefaultPort
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	return 80
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
