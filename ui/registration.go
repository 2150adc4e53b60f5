package ui

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"edov/flow"
	"edov/ui/files"
)

// maxManifest bounds a document that is read as a whole.
const maxManifest = 16 << 20

// registrations reads the registrations that the flags and arguments name, as
// sessions that are ready to be judged.
func (p Program) registrations(ctx context.Context, args []string, f *registrationFlags) ([]*flow.Session, error) {
	if err := f.check(args); err != nil {
		return nil, err
	}
	if f.product != "" && !isKnownProduct(f.product) {
		p.say("note: edov knows no rules of %s; the general ones are used", quoted(f.product))
	}
	secret, err := p.readSecret(ctx, &f.secret)
	if err != nil {
		return nil, err
	}
	var sessions []*flow.Session
	switch {
	case f.demo != "":
		sessions, err = p.demoRegistration(ctx, f)
	case f.live:
		sessions, err = p.liveRegistrations(ctx, f)
	default:
		sessions, err = p.fileRegistrations(ctx, args, f)
	}
	if err != nil {
		return nil, err
	}
	for _, s := range sessions {
		if !secret.IsZero() {
			s.Registration.MatchSecret(secret)
		}
	}
	return sessions, nil
}

func (p Program) registrationSession(f *registrationFlags, a *flow.AppRegistration) *flow.Session {
	now := p.now()
	return &flow.Session{
		Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginRegistration,
		StartedAt: now, EndedAt: now, Request: f.request(), Registration: a,
	}
}

// demoRegistration reads a scenario's registration over the demo tenant's
// Graph.
func (p Program) demoRegistration(ctx context.Context, f *registrationFlags) ([]*flow.Session, error) {
	server, err := p.startDemo(f.demo)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	connection := server.Connection()
	request := flow.Request{
		ClientID: connection.ClientID, RedirectURI: connection.RedirectURI,
		Product: connection.Product, ProductRedirectURI: connection.ProductRedirectURI,
	}
	s := p.registrationSession(f, nil)
	s.Request = request
	server.ReadRegistration(ctx, s)
	if s.Registration == nil {
		return nil, failureError(&s.Problems[0])
	}
	return []*flow.Session{s}, nil
}

// graph is Microsoft Graph with the credentials of this machine.
func (p Program) graph(f *registrationFlags) (flow.Graph, flow.Env, error) {
	env, err := p.network(f.caFile)
	cloud := flow.Cloud(f.cloud)
	return flow.MicrosoftGraph(env, cloud, f.tenant, p.name()), env, err
}

func (p Program) liveRegistrations(ctx context.Context, f *registrationFlags) ([]*flow.Session, error) {
	g, env, err := p.graph(f)
	if err != nil {
		return nil, err
	}
	if !f.all {
		s := p.registrationSession(f, nil)
		g.ReadInto(ctx, env, flow.Connection{ClientID: f.clientID}, s)
		if s.Registration == nil {
			return nil, failureError(&s.Problems[0])
		}
		return []*flow.Session{s}, nil
	}
	var ids []string
	failure := g.Applications(ctx, env, func(a *flow.AppRegistration) { ids = append(ids, a.AppID.Value) }, func(why string) { p.say("note: not read: %s", why) })
	var sessions []*flow.Session
	for _, id := range ids {
		s := p.registrationSession(f, nil)
		if g.ReadInto(ctx, env, flow.Connection{ClientID: id}, s); s.Registration == nil {
			p.say("note: not read: %s", s.Problems[0].Summary)
			continue
		}
		sessions = append(sessions, s)
	}
	switch {
	case failure != nil && len(sessions) == 0:
		return nil, failureError(failure)
	case failure != nil:
		p.say("note: the list is not whole: %s", failure.Summary)
	}
	return sessions, nil
}

func (p Program) fileRegistrations(ctx context.Context, args []string, f *registrationFlags) ([]*flow.Session, error) {
	data, source, err := p.readManifest(ctx, args)
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil, usageError("there is nothing on standard input or in the file", "give a manifest, --live --client-id ID, or --demo")
	}
	all, err := flow.ReadRegistrations(data, source)
	if err != nil {
		return nil, usageError(err.Error(), "give a manifest (App registrations > your app > Manifest > Download), or what az ad app show --id ID prints")
	}
	var sessions []*flow.Session
	for _, a := range all {
		if len(all) > 1 && f.clientID != "" && !strings.EqualFold(a.AppID.Value, f.clientID) {
			continue
		}
		if len(args) > 0 && args[0] != "-" && f.saved != nil {
			a.ReadAt = p.writtenAt(args[0]) // what is kept of the connection may be newer
		}
		sessions = append(sessions, p.registrationSession(f, a))
	}
	switch {
	case len(sessions) == 0:
		return nil, usageError("no registration of the list has this client ID", "edov secrets lists them all")
	case len(sessions) > 1 && !f.all:
		return nil, usageError("this is a list of "+counted(len(sessions), "registration"), "choose one with --client-id ID, or judge --all")
	}
	return sessions, nil
}

// readManifest reads a document from a file or standard input.
func (p Program) readManifest(ctx context.Context, args []string) (data []byte, source string, err error) {
	if len(args) > 0 && args[0] != "-" {
		data, err := files.Read(args[0], maxManifest)
		if err != nil {
			return nil, "", usageError(quoted(args[0])+": "+err.Error(), "give a file, or - for standard input")
		}
		if info, err := os.Lstat(args[0]); err == nil && info.Mode()&os.ModeSymlink != 0 {
			p.say("note: %s is a link; what it leads to was read", quoted(args[0]))
		}
		return data, args[0], nil
	}
	if isTerminal(p.Stdin) {
		p.say("paste the manifest, then press Ctrl+D")
	}
	data, err = p.readStdin(ctx, maxManifest)
	if err == nil && len(data) > maxManifest {
		err = usageError("standard input holds more than 16 MiB", "edov secrets reads lists of any length")
	}
	return data, "standard input", err
}

// writtenAt is when a file was last written; zero when that cannot be told.
func (p Program) writtenAt(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil || info.ModTime().After(p.now()) {
		return time.Time{}
	}
	return info.ModTime()
}

// openStream opens what edov secrets reads without holding it.
func (p Program) openStream(args []string) (io.ReadCloser, string, error) {
	if len(args) == 0 || args[0] == "-" {
		if isTerminal(p.Stdin) {
			p.say("paste the manifest or list, then press Ctrl+D")
		}
		return io.NopCloser(p.Stdin), "standard input", nil
	}
	file, err := files.Open(args[0])
	if err != nil {
		return nil, "", usageError(quoted(args[0])+": "+err.Error(), "give a file, or - for standard input")
	}
	return file, args[0], nil
}

// failureError makes the end of a command of a failure.
func failureError(f *flow.Failure) error {
	code := ExitUnfinished
	if f.Stage == flow.StageConnection {
		code = ExitUsage
	}
	what := f.Summary
	if what == "" {
		what = f.Error()
	}
	e := &exitError{code: code, what: what, hints: []string{f.Hint}}
	if f.OAuthError != "" {
		e.hints = append(e.hints, "Microsoft said: "+strings.Trim(f.OAuthError+": "+f.Description, ": "))
	}
	return e
}

// registrationOf prepares what --app of signin asks for: a file is read now,
// while nobody has signed in yet, Microsoft Graph is asked afterwards.
func (p Program) registrationOf(ctx context.Context, from string, env flow.Env, c flow.Connection) (registrationReader, error) {
	switch from {
	case "":
		return nil, nil
	case "live":
		tenant := c.Tenant
		if !flow.IsGUID(tenant) && !strings.Contains(tenant, ".") {
			tenant = ""
		}
		g := flow.MicrosoftGraph(env, c.Cloud, tenant, p.name())
		return readAhead(ctx, func(s *flow.Session) { g.ReadInto(ctx, env, c, s) }, p.name()), nil
	}
	a, err := p.registrationFile(from, c.ClientID)
	if err != nil {
		return nil, err
	}
	return func(_ context.Context, s *flow.Session) {
		a.MatchSecret(c.Secret)
		s.Registration = a
	}, nil
}

// readAhead reads while the user signs in: az alone takes a second.
func readAhead(ctx context.Context, read func(*flow.Session), program string) registrationReader {
	done := make(chan *flow.Session, 1)
	go func() {
		s := &flow.Session{Program: program}
		read(s)
		done <- s
	}()
	return func(_ context.Context, s *flow.Session) {
		if f := s.Failure; f != nil && f.Stage == flow.StageMetadata {
			return // the network is out of reach: nobody waits for more of it
		}
		select {
		case r := <-done:
			s.Registration = r.Registration
			s.Problems = append(s.Problems, r.Problems...)
			s.Exchanges = append(s.Exchanges, r.Exchanges...)
		case <-ctx.Done():
		}
	}
}

// registrationFile reads the registration of a client ID from a file; where
// there is one only, whichever it is.
func (p Program) registrationFile(path, clientID string) (*flow.AppRegistration, error) {
	data, source, err := p.readManifest(context.Background(), []string{path})
	if err != nil {
		return nil, err
	}
	all, err := flow.ReadRegistrations(data, source)
	if err != nil {
		return nil, usageError("--app: "+err.Error(), "give a manifest: App registrations > your app > Manifest > Download")
	}
	for _, a := range all {
		if len(all) == 1 || strings.EqualFold(a.AppID.Value, clientID) {
			a.ReadAt = p.writtenAt(path) // it may be older than the sign-in
			return a, nil
		}
	}
	return nil, usageError("--app: no registration of the list has this client ID", "give the manifest of the app")
}

// tellRegistrationProblem says why the registration was not read.
func (p Program) tellRegistrationProblem(s *flow.Session) {
	for _, f := range s.Problems {
		if f.Stage == flow.StageRegistration {
			p.say("note: the app registration was not read: %s", f.Summary)
			if f.Hint != "" {
				p.say("  hint: %s", f.Hint)
			}
		}
	}
}
