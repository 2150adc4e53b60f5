package cmd

import (
	"context"
	"errors"
	"io"
	"slices"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/inspect/secret"
	"edov/ui/render/text"
)

// probe is edov secrets --probe: it asks Microsoft whether a client secret is valid.
func (p *Program) probe(ctx context.Context, args []string, f *secretsFlags, o *output) error {
	if len(args) > 0 {
		return usageError("--probe is about one secret, not about an app registration",
			"leave the file out, and add --client-id ID and --tenant ID")
	}
	if names := aList.names(); !slices.Contains(names, o.format) {
		return usageError("--probe prints "+oneOf(names), "use --format "+oneOf(names))
	}
	c, env, done, err := p.probed(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	failure := flow.ProbeSecret(ctx, env, c, p.name(), nil)
	if code := failureCode(failure); code != ExitClean {
		err := failureError(failure)
		if e := new(exitError); errors.As(err, &e) {
			e.code = code
		}
		return err
	}
	v := secret.JudgeProbe(c, failure)
	err = p.show(o, forms{
		json: probeDocument{kindOf("probe"), v}, text: func(w io.Writer, s text.Style) error { return text.Probe(w, v, s) },
	})
	switch {
	case err != nil:
		return err
	case v.Verdict == secret.ProbeRefused:
		return &exitError{code: ExitProblems}
	case v.Verdict == secret.ProbeUnclear:
		return &exitError{code: ExitUnfinished}
	}
	return nil
}

// probed is the connection whose secret is tested, and the world to test it in.
func (p *Program) probed(ctx context.Context, f *secretsFlags) (flow.Connection, flow.Env, func(), error) {
	c := flow.Connection{
		Cloud: entra.Cloud(f.cloud), Tenant: f.tenant, ClientID: f.clientID,
		Authority: f.authority, TrustAuthority: f.trustAuthority,
	}
	none := func() {}
	env, err := p.network(ctx, f.caFile)
	if err != nil {
		return c, env, none, err
	}
	if f.demo != "" {
		server, err := p.startDemo(f.demo)
		if err != nil {
			return c, env, none, err
		}
		c = server.Connection()
		c.Tenant = demo.TenantID
		return c, server.Env(), func() { server.Close() }, nil
	}
	if c.TrustAuthority {
		p.say("note: this asks a test server, not Microsoft")
	}
	c.Secret, err = p.secretOf(ctx, &f.secret, f.saved, c)
	return c, env, none, err
}
