package cmd

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/secret"
	"edov/ui/files"
	"edov/ui/render/text"
	"edov/ui/store"
)

// setUp asks for a connection, each value with its place in the portal, and
// again until flow finds no fault with it.
func (c *conversation) setUp() error {
	var n flow.Connection
	if c.connection != nil {
		n = *c.connection
	}
	if n.Tenant == "" {
		n.Tenant = "common"
	}
	questions := []func(*flow.Connection) error{
		func(n *flow.Connection) error {
			return c.value(n, "client-id", "Application (client) ID, App registrations > your app > Overview", &n.ClientID)
		},
		func(n *flow.Connection) error {
			return c.value(n, "tenant", "tenant: common, organizations, consumers, or one directory's ID or domain", &n.Tenant)
		},
		c.askPublic, c.askSecretLine, c.askExpiry, c.askPort,
		func(n *flow.Connection) error {
			return c.value(n, "product", "auth product ("+strings.Join(flow.Products(), ", ")+"; may be empty)", &n.Product)
		},
		func(n *flow.Connection) error {
			return c.value(n, "product-redirect-uri", "the product's redirect URI; may be empty", &n.ProductRedirectURI)
		},
	}
	c.say("type back to leave without changing anything")
	for _, question := range questions {
		if err := question(&n); err != nil {
			return err
		}
	}
	typed := c.connection == nil || n.Secret != c.connection.Secret
	before, last := c.connection, c.last
	c.connection, c.last = &n, nil
	if c.practice == nil {
		err := c.keep(typed)
		if errors.Is(err, errBack) {
			c.connection, c.last = before, last
		}
		return err
	}
	if err := c.keepPractice(); err != nil {
		c.say("note: not kept: %s", err)
	}
	return nil
}

// keep offers to keep the connection, and its secret in the keyring. One that
// was not typed now stays where it is.
func (c *conversation) keep(typed bool) error {
	name := ""
	if c.saved != nil {
		name = c.saved.Connection.Name
	}
	question := "keep it under a name, such as shop; empty: only until you quit:"
	if name != "" {
		question = "keep it under the name [" + name + "]:"
	}
	for {
		answer, err := c.question(question)
		if err != nil {
			return err
		}
		if answer == "" {
			answer = name
		}
		if answer == "" {
			c.say("the connection is ready; it is kept until you quit")
			return nil
		}
		err = c.keepAs(answer, typed)
		if err == nil {
			return nil
		}
		if err := c.told(err); err != nil {
			return err
		}
		name, question = "", "try again or keep it under another name; empty: only until you quit:"
	}
}

// keepAs keeps the connection under a name.
func (c *conversation) keepAs(answer string, typed bool) error {
	name := ""
	if c.saved != nil {
		name = c.saved.Connection.Name
	}
	st, err := c.p.openStore()
	if err != nil {
		return err
	}
	saved, secret := store.Saved{SecretFrom: store.SecretKeyring}, c.connection.Secret
	if c.saved != nil && answer == name {
		saved = *c.saved
	} else if c.saved != nil {
		saved.SecretFrom = c.saved.SecretFrom // a second connection, with the same secret
	}
	if c.saved != nil && !typed {
		secret = flow.Secret{}
	}
	if !secret.IsZero() {
		if saved.SecretFrom, err = c.askKeyring(); err != nil {
			return err
		}
	}
	saved.Connection = *c.connection
	saved.Connection.Name = answer
	if err := c.p.keepBeside(c.ctx, st, c.saved, &saved, secret); err != nil {
		return err
	}
	c.saved, c.connection.Name = &saved, answer
	if err := c.keepWay(); err != nil {
		c.say("note: what is done of the guide is not kept: %s", err)
	}
	return nil
}

// askKeyring asks where the secret is to be kept.
func (c *conversation) askKeyring() (store.SecretSource, error) {
	if st, err := c.p.openStore(); err == nil && !st.HasKeyring() {
		c.say("there is no keyring on this machine: the secret is asked for each time")
		return store.SecretAsk, nil
	}
	yes, err := c.yes("keep the secret in your system's keyring? it is never written into a file [Y/n]", true)
	if yes {
		return store.SecretKeyring, err
	}
	return store.SecretAsk, err
}

// question asks for one line; back leaves.
func (c *conversation) question(prompt string) (string, error) {
	answer, err := c.ask(prompt)
	if err == nil && answer == "back" {
		err = errBack
	}
	return answer, err
}

// yes asks a question; an empty answer is the usual one, back leaves.
func (c *conversation) yes(question string, usual bool) (bool, error) {
	answer, err := c.question(question)
	if answer == "" {
		return usual, err
	}
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// faulty tells the first fault of a field.
func (c *conversation) faulty(n flow.Connection, field string) bool {
	for _, f := range n.Validate() {
		if f.Field == field {
			c.say("%s\n  hint: %s", f.Problem, f.Hint)
			return true
		}
	}
	return false
}

// value asks for one value; an empty line keeps the one in brackets.
func (c *conversation) value(n *flow.Connection, field, question string, to *string) error {
	before := *to
	for {
		prompt := question
		if before != "" {
			prompt += " [" + before + "]"
		}
		answer, err := c.question(prompt + ":")
		if err != nil {
			return err
		}
		*to = cmp.Or(answer, before)
		if trimmed := n.Trimmed(); !c.faulty(trimmed, field) {
			trimmed.Secret = n.Secret
			*n = trimmed
			return nil
		}
	}
}

func (c *conversation) askPublic(n *flow.Connection) error {
	usual := "[y/N]"
	if n.Public {
		usual = "[Y/n]"
	}
	var err error
	n.Public, err = c.yes("is it an app without a client secret (platform Mobile and desktop)? "+usual, n.Public)
	if n.Public {
		n.Secret = flow.Secret{}
	}
	return err
}

// askSecretLine hides what is typed where a terminal can.
func (c *conversation) askSecretLine(n *flow.Connection) error {
	before := n.Secret
	about := "client secret: the Value from Certificates & secrets, not the Secret ID; empty: asked for when it is needed"
	if c.connection != nil && !c.connection.Public && (!before.IsZero() || c.saved != nil) {
		about = "client secret: the Value from Certificates & secrets, not the Secret ID; empty: as it is"
	}
	for !n.Public {
		c.say("%s", about)
		var err error
		if isTerminal(c.p.Stdin) {
			n.Secret, err = c.p.askSecret(c.ctx)
			if err == nil && n.Secret == flow.NewSecret("back") {
				err = errBack
			}
		} else {
			var line string
			line, err = c.question("client secret:")
			n.Secret = flow.NewSecret(line)
		}
		switch {
		case err != nil:
			return err
		case n.Secret.IsZero():
			n.Secret = before
			return nil
		case !c.faulty(*n, "secret"):
			return nil
		}
	}
	return nil
}

func (c *conversation) askExpiry(n *flow.Connection) error {
	for !n.Public {
		question := "the secret's end, column Expires, as 2027-01-31; may be empty"
		if !n.SecretExpires.IsZero() {
			question += " [" + flow.LastDay(n.SecretExpires) + "]"
		}
		answer, err := c.question(question + ":")
		if err != nil || answer == "" {
			return err
		}
		if n.SecretExpires, err = flow.ParseExpiry(answer); err == nil {
			return nil
		}
		c.say("this date cannot be read\n  hint: write it as 2027-01-31")
	}
	return nil
}

func (c *conversation) askPort(n *flow.Connection) error {
	usual := n.RedirectPort()
	for {
		answer, err := c.question("port for the test; register http://localhost:PORT/callback [" + usual + "]:")
		if err != nil {
			return err
		}
		if answer == "" {
			answer = usual
		}
		if port, err := strconv.Atoi(answer); err == nil && port > 0 && port <= 65535 {
			n.SetRedirectPort(strconv.Itoa(port))
			return nil
		}
		c.say("a port is a number between 1 and 65535")
	}
}

// paste reads a token or JSON up to an empty line, or a file's name.
func (c *conversation) paste() error {
	c.say("\npaste a token, a token response or a saved session, or type the name of a file; then an empty line")
	var lines []string
	for {
		line, err := c.ask(">")
		if err != nil {
			return err
		}
		if line == "" {
			break
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return nil
	}
	data := []byte(strings.Join(lines, "\n"))
	if len(lines) == 1 && !flow.HoldsToken(lines[0]) {
		if file, err := files.Read(lines[0], maxInput); err == nil {
			data = file
		}
	}
	report, session, err := c.p.readEvidence(data, "")
	switch {
	case err != nil:
		return c.told(err)
	case report != nil:
		c.show(report, text.Options{})
		return c.reportItems(nil, report, nil)
	}
	if err := c.p.loadKeys(c.ctx, &inspectFlags{keys: "auto"}, session); err != nil {
		return err
	}
	report = check.Judge(session, c.p.now(), secret.Thresholds{})
	c.show(report, text.Options{})
	return c.reportItems(session, report, nil)
}
