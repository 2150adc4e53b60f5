package workspace

import (
	"context"
	"errors"
	"strconv"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/rollout"
	"edov/ui/render/csv"
)

// usersListed is how many users with trouble are listed, at most.
const usersListed = 1000

// ReadTenant reads who in the subject's tenant may have trouble signing in, from the demo tenant or from Microsoft
// Graph. read learns from time to time how many users were read, and tell when the server asks to wait. The error says
// why nothing was read, with what to do on further lines.
func (d *Desk) ReadTenant(
	ctx context.Context, s *Subject, read func(users int), tell func(flow.Event),
) (*rollout.Report, error) {
	w, err := d.enter(s)
	if err != nil {
		return nil, err
	}
	o := rollout.Options{Source: s.source(), Product: s.Product(), Limit: usersListed}
	var g flow.Graph
	if w.demo != nil {
		g = w.demo.Graph()
	} else {
		w.env.Observe = tell
		g = flow.MicrosoftGraph(w.env, w.connection.Cloud, entra.OneTenant(w.connection.Tenant), d.Program)
	}
	c := rollout.NewCollector(d.Now(), o)
	parts := c.Parts()
	parts.User = func(u flow.TenantUser) {
		if c.Add(u); c.Read()%1000 == 0 {
			read(c.Read())
		}
	}
	failure, answered := g.Tenant(ctx, w.env, parts)
	switch {
	case failure != nil && !answered:
		return nil, notReadError(&flow.Session{Problems: []flow.Failure{*failure}})
	case ctx.Err() != nil:
		return nil, errors.New("cancelled")
	case failure != nil:
		c.StopFor(failure)
	}
	r := c.Report()
	r.Program = d.Program
	return r, nil
}

// ReadingUsers says that users are being read, and how many were.
func ReadingUsers(s *Subject, users int) string {
	words := "Reading users from " + s.source() + "."
	if users > 0 {
		words += " " + strconv.Itoa(users) + " so far."
	}
	return words
}

// UsersWriter writes the listed users as CSV.
func UsersWriter(r *rollout.Report) *Writer {
	w := &Writer{
		Title: "Write the users to a file", Name: "users.csv",
		About:  "The users who may have trouble signing in, with their addresses, as CSV for a spreadsheet.",
		Render: func(string, bool) ([]byte, error) { return csv.Users(r), nil },
	}
	if r.More > 0 {
		w.Note = strconv.Itoa(r.More) + " more are not in it; edov tenant --live --format csv --limit 0 writes all"
	}
	return w
}
