package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/ui/store"
)

// accessibleStart is what the line by line program begins with.
type accessibleStart struct {
	Connection *flow.Connection
	DemoList   bool
	Scenario   *demo.Scenario
	Saved      *store.Saved    // where Connection was kept; nil: nowhere
	Way        *guide.Progress // through its guide
	NoHistory  bool            // keep no reports
}

// conversation is the interactive program line by line: numbered menus and
// prompts, no cursor movement, no alternate screen, nothing that moves. It has
// the abilities of the full-screen program; the way through a guide is kept once
// the connection has a name.
type conversation struct {
	p          Program
	ctx        context.Context
	lines      *lineReader
	connection *flow.Connection
	app        *flow.AppRegistration // what was read of it; nil: nothing
	last       *report.Report        // of the same connection or scenario, to compare with
	way        *guide.Progress       // through the setup guide
	wayBase    *guide.Progress       // way as it is kept under wayKey; nil: it is not
	wayKey     string
	saved      *store.Saved         // nil: the connection is not kept
	practice   *demo.Server         // nil: no practice of the guide
	held       *store.PracticeStart // of the practice
	noHistory  bool                 // keep no reports
}

// errBack leaves a menu, errQuit the program.
var (
	errBack = errors.New("back")
	errQuit = errors.New("quit")
)

// accessible runs until the user quits or the input ends.
func (p Program) accessible(ctx context.Context, start accessibleStart) error {
	c := &conversation{p: p, ctx: ctx, lines: newLineReader(p.Stdin), connection: start.Connection, saved: start.Saved, noHistory: start.NoHistory}
	if start.Way != nil {
		c.begun(start.Way)
	}
	var err error
	switch {
	case start.Scenario != nil:
		err = c.playScenario(*start.Scenario)
	case start.DemoList:
		err = c.scenarios()
	}
	for err == nil || errors.Is(err, errBack) {
		err = c.home()
	}
	c.endPractice()
	switch {
	case ctx.Err() != nil:
		return unfinished("interrupted")
	case errors.Is(err, errQuit), errors.Is(err, io.EOF):
		return nil
	}
	return err
}

func (c *conversation) say(format string, args ...any) {
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintln(c.p.Stdout, visible.Line(line))
	}
}

// ask prompts and reads one line.
func (c *conversation) ask(prompt string) (string, error) {
	for {
		fmt.Fprint(c.p.Stdout, visible.Line(prompt)+" ")
		line, err := c.lines.next(c.ctx)
		if errors.Is(err, errLineTooLong) {
			c.say("that line is too long")
			continue
		}
		return strings.TrimSpace(line), err
	}
}

// item is one line of a menu.
type item struct {
	name string
	do   func() error
}

// menu prints the items and does the one that is chosen by its number or the
// beginning of its name.
func (c *conversation) menu(title string, items []item) error {
	c.say("\n%s", title)
	for i, it := range items {
		c.say("  %d  %s", i+1, it.name)
	}
	for {
		answer, err := c.ask("number, or q to quit:")
		if err != nil {
			return err
		}
		if answer == "q" || answer == "quit" {
			return errQuit
		}
		if it, ok := pick(items, answer); ok {
			return it.do()
		}
		if answer != "" {
			c.say("there is no such choice; type a number from 1 to %d", len(items))
		}
	}
}

func pick(items []item, answer string) (item, bool) {
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(items) {
		return items[n-1], true
	}
	for _, it := range items {
		if answer != "" && strings.HasPrefix(strings.ToLower(it.name), strings.ToLower(answer)) {
			return it, true
		}
	}
	return item{}, false
}

// told prints an error of a command; the program goes on.
func (c *conversation) told(err error) error {
	var own *exitError
	if errors.As(err, &own) {
		own.print(c.p.Stdout)
		return nil
	}
	return err
}

func (c *conversation) home() error {
	back := func() error { return errQuit }
	if c.connection == nil || c.connection.ClientID == "" {
		return c.menu("edov tests Sign in with Microsoft and says what to mend. Nothing is sent before you say so.", []item{
			{"Try the demo tenant", c.scenarios},
			{"Set up my connection", c.setUp},
			{"Paste a token", c.paste},
			{"Explain an error", c.explainError},
			{"Setup guide", c.guide},
			{"Kept connections", c.connections},
			{"Quit", back},
		})
	}
	name := ""
	if c.saved != nil {
		name = " " + c.saved.Connection.Name
	}
	return c.menu("Connection"+name+": client ID "+c.connection.ClientID+", tenant "+c.connection.Tenant, []item{
		{"Test sign-in", c.testSignIn},
		{"App registration", c.registration},
		{"Secrets", c.secrets},
		{"Change the connection", c.setUp},
		{"Paste a token", c.paste},
		{"Explain an error", c.explainError},
		{"Demo scenarios", c.scenarios},
		{"Setup guide", c.guide},
		{"History", c.history},
		{"Kept connections", c.connections},
		{"Quit", back},
	})
}

func (c *conversation) scenarios() error {
	var items []item
	for _, s := range demo.Scenarios() {
		items = append(items, item{s.ID + ": " + s.Title, func() error { return c.playScenario(s) }})
	}
	return c.menu("Scenarios of the demo tenant, which is not Microsoft:", append(items, item{"Back", func() error { return errBack }}))
}

func (c *conversation) playScenario(s demo.Scenario) error {
	c.last = nil
	c.say("\n%s\n%s", s.Title, s.Doc)
	return c.menu("Who signs in?", []item{
		{"The built-in user", func() error { return c.runScenario(s, false) }},
		{"I do, with my browser", func() error { return c.runScenario(s, true) }},
		{"Back", c.scenarios},
	})
}

func (c *conversation) runScenario(s demo.Scenario, ownBrowser bool) error {
	return c.reportMenu(func() (*flow.Session, *report.Report, error) {
		server, err := demo.Start(s, demo.Options{Now: c.p.Env.Now})
		if err != nil {
			return nil, nil, unfinished("the demo tenant could not be started")
		}
		defer server.Close()
		env := server.Env()
		env.Getenv = c.p.Env.Getenv
		p := c.p
		p.played = !ownBrowser
		pastes := server.Pasted()
		if ownBrowser {
			env.Browser = c.p.Env.Browser
			pastes = nil
		}
		return c.signIn(p, env, server.Connection(), pastes, server.ReadRegistration)
	})
}

func (c *conversation) testSignIn() error {
	c.last = nil
	if c.practice != nil {
		return c.testPractice()
	}
	if c.connection.Secret.IsZero() && !c.connection.Public {
		var err error
		if c.connection.Secret, err = c.p.secretOf(c.ctx, &secretFlags{}, c.saved, *c.connection); err != nil {
			return c.told(err)
		}
	}
	c.p.tellRegistration(*c.connection)
	return c.reportMenu(func() (*flow.Session, *report.Report, error) {
		env := c.p.Env
		env.Browser = browserOf(env, "auto")
		return c.signIn(c.p, env, *c.connection, nil, nil)
	})
}

// signIn runs one sign-in. Lines typed meanwhile are pastes; "stop" ends it.
func (c *conversation) signIn(p Program, env flow.Env, connection flow.Connection, played <-chan string, app registrationReader) (*flow.Session, *report.Report, error) {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	pastes := played
	if pastes == nil {
		c.say("type stop to end the sign-in; anything else is read as the answer or the error text")
		lines, texts := make(chan string), make(chan string)
		go gatherPastes(ctx, lines, texts)
		listened := make(chan struct{})
		go func() {
			defer close(listened)
			c.listen(ctx, cancel, lines)
		}()
		defer func() { cancel(); <-listened }()
		pastes = texts
	}
	session, report := p.judgedSignIn(ctx, env, connection, &output{}, flow.SignInOptions{Paste: pastes}, app)
	return session, report, c.ctx.Err()
}

// listen passes typed lines on as pastes until the sign-in has ended.
func (c *conversation) listen(ctx context.Context, stop context.CancelFunc, lines chan<- string) {
	for {
		line, err := c.lines.next(ctx)
		switch {
		case errors.Is(err, errLineTooLong):
			continue
		case err != nil:
			return
		case strings.EqualFold(strings.TrimSpace(line), "stop"):
			stop()
			return
		}
		select {
		case lines <- line:
		case <-ctx.Done():
			return
		}
	}
}
