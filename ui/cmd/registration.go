package cmd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/files"
	"edov/flow/strictjson"
	"edov/flow/together"
	"edov/inspect/words"
	"edov/ui/provision"
)

// maxManifest bounds a document that is read at once.
const maxManifest = 16 << 20

const (
	// longLists is what to use for a list that is larger.
	longLists = "edov app FILE --all and edov secrets FILE read lists of any length"
	// allRegistrations is what shows the client IDs of a list.
	allRegistrations = "edov app FILE --all shows all of them, with their client IDs"
)

// registrationSet is app registrations, as sessions that are ready to be checked, and what
// could not be read.
type registrationSet struct {
	sessions []*flow.Session
	unread   []string
}

// registrations reads the app registrations that the flags and arguments name. Without
// an error there is at least one.
func (p *Program) registrations(ctx context.Context, args []string, f *registrationFlags) (*registrationSet, error) {
	if err := f.check(args); err != nil {
		return nil, err
	}
	p.tellProduct(f)
	secret, err := p.readSecret(ctx, &f.secret)
	if err != nil {
		return nil, err
	}
	var set *registrationSet
	switch {
	case f.demo != "", f.live:
		set, err = p.siteRegistrations(ctx, f)
	default:
		set, err = p.fileRegistrations(ctx, args, f)
		err = ofInput(args, err)
	}
	if err == nil {
		err = stopped(ctx)
	}
	if err != nil {
		return nil, err
	}
	for _, why := range set.unread {
		p.say("note: not read: %s", why)
	}
	if len(set.sessions) == 0 {
		return nil, unfinished("no app registration could be read")
	}
	for _, s := range set.sessions {
		if !secret.IsZero() {
			s.Registration.MatchSecret(secret)
		}
	}
	return set, nil
}

func (p *Program) registrationSession(f *registrationFlags, a *appreg.App) *flow.Session {
	now := p.now()
	return &flow.Session{
		Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginRegistration,
		StartedAt: now, EndedAt: now, Request: f.request(), Registration: a,
	}
}

// siteOf is where the registrations of the flags live; nil: in a file, to which nothing can be sent. done ends it.
func (p *Program) siteOf(ctx context.Context, f *registrationFlags) (site *provision.Site, done func(), err error) {
	none := func() {}
	switch {
	case f.demo != "":
		server, err := p.startDemo(f.demo)
		if err != nil {
			return nil, none, err
		}
		return provision.AtDemo(server, p.name()), func() { _ = server.Close() }, nil
	case f.live:
		env, err := p.network(ctx, f.caFile)
		return provision.Microsoft(env, entra.Cloud(f.cloud), f.tenant, p.name()), none, err
	}
	return nil, none, nil
}

// readFrom reads the registration of the flags, or the demo tenant's own.
func (p *Program) readFrom(ctx context.Context, site *provision.Site, f *registrationFlags) (*flow.Session, error) {
	s := p.registrationSession(f, nil)
	if site.Demo != nil {
		c := site.Demo.Connection()
		s.Request = flow.Request{
			ClientID: c.ClientID, RedirectURI: c.RedirectURI, Product: c.Product, ProductRedirectURI: c.ProductRedirectURI,
		}
		site.Demo.ReadRegistration(ctx, s) // which also finds the scenario's secret in it
	} else {
		_ = site.Read(ctx, f.clientID, s)
	}
	if s.Registration == nil {
		return nil, failureError(&s.Problems[0])
	}
	return s, nil
}

// siteRegistrations reads the registration of the flags where it lives, or all that are there.
func (p *Program) siteRegistrations(ctx context.Context, f *registrationFlags) (*registrationSet, error) {
	site, done, err := p.siteOf(ctx, f)
	if err != nil {
		return nil, err
	}
	defer done()
	if f.all {
		return p.allRegistrations(ctx, f, site.Graph, site.Env)
	}
	s, err := p.readFrom(ctx, site, f)
	if err != nil {
		return nil, err
	}
	return &registrationSet{sessions: []*flow.Session{s}}, nil
}

// allRegistrations reads all registrations that the account can read.
func (p *Program) allRegistrations(
	ctx context.Context, f *registrationFlags, g flow.Graph, env flow.Env,
) (*registrationSet, error) {
	set := new(registrationSet)
	miss := func(why string) { set.unread = append(set.unread, why) }
	var listed []*appreg.App
	failure := g.Applications(ctx, env, func(a *appreg.App) { listed = append(listed, a) }, miss)
	for _, a := range listed {
		s := p.registrationSession(f, nil)
		g.ReadInto(ctx, env, flow.Connection{ClientID: a.AppID.Value}, s)
		switch {
		case ctx.Err() != nil:
			return nil, stopped(ctx)
		case s.Registration == nil:
			miss(a.DisplayName.Value + " (" + a.AppID.Value + "): " + s.Problems[0].Summary)
		default:
			set.sessions = append(set.sessions, s)
		}
	}
	switch {
	case failure != nil && len(listed) == 0:
		return nil, failureError(failure)
	case failure != nil:
		miss("the list is incomplete: " + failure.Summary)
	}
	return set, nil
}

func (p *Program) fileRegistrations(
	ctx context.Context, args []string, f *registrationFlags,
) (*registrationSet, error) {
	data, source, err := p.readManifest(ctx, theInput, args)
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil, usageError("the input is empty", "use a manifest, --live --client-id ID, or --demo")
	}
	list, err := appreg.ReadList(data, source)
	if err != nil {
		hint := manifestHint + ", or the output of az ad app show --id ID"
		if broken := new(strictjson.Error); errors.As(err, &broken) && broken.Reason == strictjson.CutOff {
			hint = "copy all of it again; " + hint
		}
		return nil, usageError(err.Error(), hint)
	}
	p.tellReading(list.Notes)
	set := new(registrationSet)
	only := len(list.All) == 1 && list.Unread == ""
	for _, a := range list.All {
		if !only && f.clientID != "" && !strings.EqualFold(a.AppID.Value, f.clientID) {
			continue
		}
		if len(args) > 0 && args[0] != "-" && f.saved != nil {
			a.ReadAt = p.writtenAt(args[0]) // what is saved of the connection may be newer
		}
		set.sessions = append(set.sessions, p.registrationSession(f, a))
	}
	if list.Unread != "" && (f.clientID == "" || len(set.sessions) == 0) { // or else the right one was found
		set.unread = []string{"the list is incomplete: " + list.Unread}
	}
	switch {
	case len(set.sessions) == 0 && list.Unread == "":
		return nil, usageError("no registration in the list has this client ID", allRegistrations)
	case len(set.sessions) > 1 && !f.all:
		return nil, usageError("this is a list of "+words.Count(len(set.sessions), "registration", "registrations"),
			"choose one with --client-id ID, or add --all")
	}
	return set, nil
}

// tellProduct says that a product is none that edov knows.
func (p *Program) tellProduct(f *registrationFlags) {
	if f.product != "" && !isKnownProduct(f.product) {
		p.say("note: edov has no rules for %s; the general ones apply", quoted(f.product))
	}
}

// longList is a list that app --all reads registration by registration, since it is larger than what is read at once;
// nil if it is none.
func (p *Program) longList(ctx context.Context, args []string, f *registrationFlags) (io.ReadCloser, string, error) {
	if !f.all || f.live || f.demo != "" {
		return nil, "", nil
	}
	if len(args) > 0 && args[0] != fromStdin {
		info, err := os.Stat(args[0])
		if err != nil || !info.Mode().IsRegular() || info.Size() <= maxManifest {
			return nil, "", nil //nolint:nilerr // whoever reads it says what is wrong
		}
		return p.openStream(args)
	}
	if isTerminal(p.Stdin) {
		return nil, "", nil
	}
	head, err := p.readStdin(ctx, theInput, maxManifest)
	if err != nil || len(head) <= maxManifest {
		return nil, "", err
	}
	return io.NopCloser(io.MultiReader(bytes.NewReader(head), p.Stdin)), "standard input", nil
}

// tellReading says what was skipped or converted in a document.
func (p *Program) tellReading(notes []string) {
	for _, note := range notes {
		p.say("note: %s", note)
	}
}

// readManifest reads a document from a file or standard input.
func (p *Program) readManifest(
	ctx context.Context, use string, args []string,
) (data []byte, source string, err error) {
	if len(args) > 0 && args[0] != fromStdin {
		data, err := p.readNamed(ctx, use, args[0], maxManifest)
		if err != nil {
			return nil, "", errNoInput(args[0], err, longLists)
		}
		if info, err := os.Lstat(args[0]); err == nil && info.Mode()&os.ModeSymlink != 0 && !files.IsStream(args[0]) {
			p.say("note: %s is a link; edov read the file that it leads to", quoted(args[0]))
		}
		return data, args[0], nil
	}
	if isTerminal(p.Stdin) {
		p.tell("paste the manifest, then press Ctrl+D")
	}
	data, err = p.readStdin(ctx, use, maxManifest)
	if err == nil && len(data) > maxManifest {
		err = usageError("standard input is larger than 16 MiB", longLists)
	}
	return data, "standard input", err
}

// writtenAt is when a file was last written; zero if that is not known.
func (p *Program) writtenAt(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil || info.ModTime().After(p.now()) {
		return time.Time{}
	}
	return info.ModTime()
}

// openStream opens what edov secrets reads piece by piece.
func (p *Program) openStream(args []string) (io.ReadCloser, string, error) {
	if len(args) == 0 || args[0] == fromStdin {
		if err := p.takeStdin(theInput); err != nil {
			return nil, "", err
		}
		if isTerminal(p.Stdin) {
			p.tell("paste the manifest or list, then press Ctrl+D")
		}
		return io.NopCloser(p.Stdin), "standard input", nil
	}
	file, err := files.OpenInput(args[0])
	if err != nil {
		return nil, "", errNoInput(args[0], err, longLists)
	}
	return file, args[0], nil
}

// registrationOf prepares reading the app registration for signin --app: a file is read
// before the sign-in, so that a bad one is refused before you sign in.
func (p *Program) registrationOf(
	ctx context.Context, from string, env flow.Env, c flow.Connection,
) (registrationReader, error) {
	switch from {
	case "":
		return nil, nil
	case "live":
		g := flow.MicrosoftGraph(env, c.Cloud, entra.OneTenant(c.Tenant), p.name())
		return readAhead(ctx, func(s *flow.Session) { g.ReadInto(ctx, env, c, s) }, p.name()), nil
	}
	a, err := p.registrationFile(ctx, from, c.ClientID)
	if err != nil {
		return nil, err
	}
	return func(_ context.Context, s *flow.Session) {
		a.MatchSecret(c.Secret)
		s.Registration = a
	}, nil
}

// readAhead reads while you sign in: az alone takes a second.
func readAhead(ctx context.Context, read func(*flow.Session), program string) registrationReader {
	done := make(chan *flow.Session, 1)
	var reading together.Group
	reading.Stop = func() { close(done) }
	reading.Go(func() {
		s := &flow.Session{Program: program}
		read(s)
		done <- s
	})
	return func(_ context.Context, s *flow.Session) {
		if f := s.Failure; f != nil && f.Stage == flow.StageMetadata {
			return // there is no network, so there is nothing to wait for
		}
		select {
		case r := <-done:
			reading.Wait() // it has ended, perhaps with a panic
			s.Registration = r.Registration
			s.Problems = append(s.Problems, r.Problems...)
			s.Exchanges = append(s.Exchanges, r.Exchanges...)
		case <-ctx.Done():
		}
	}
}

// registrationFile reads the registration of a client ID from a file. A file with a single
// registration is used whatever its client ID.
func (p *Program) registrationFile(ctx context.Context, path, clientID string) (*appreg.App, error) {
	data, source, err := p.readManifest(ctx, "--app", []string{path})
	if err != nil {
		return nil, err
	}
	name := "--app: "
	if path != fromStdin {
		name += quoted(path) + ": "
	}
	list, err := appreg.ReadList(data, source)
	if err != nil {
		return nil, usageError(name+err.Error(), manifestHint)
	}
	p.tellReading(list.Notes)
	only := len(list.All) == 1 && list.Unread == ""
	for _, a := range list.All {
		if only || strings.EqualFold(a.AppID.Value, clientID) {
			a.ReadAt = p.writtenAt(path) // it may be older than the sign-in
			return a, nil
		}
	}
	if list.Unread != "" {
		return nil, unfinished(name+"this client ID was not found, and the list is incomplete: "+list.Unread,
			"use the manifest of the app")
	}
	return nil, usageError(name+"no registration in the list has this client ID", "use the manifest of the app")
}

// manifestHint says where to get a manifest.
const manifestHint = "use a manifest (App registrations > your app > Manifest > Download)"

// tellRegistrationProblem says why the app registration was not read.
func (p *Program) tellRegistrationProblem(s *flow.Session) {
	for _, f := range s.Problems {
		if f.Stage == flow.StageRegistration {
			p.say("note: the app registration wasn't read: %s", f.Summary)
			if f.Hint != "" {
				p.say("  hint: %s", f.Hint)
			}
		}
	}
}
