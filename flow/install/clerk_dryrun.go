package install

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/flow/plan"
	"edov/flow/strictjson"
)

// notSent is the failure of a dry run: nothing was changed, whatever its kind.
func notSent(f *flow.Failure) *flow.Failure {
	return flow.ChangeFailure(flow.FailureLocal, "Clerk did not accept the settings in a dry run: "+f.Summary, f.Hint)
}

// previewed refuses what a dry run printed: no answer of Clerk, values before that are not those of the step, and a
// change that was not asked for. The answer has the settings before and after, or less of it (clerk/openapi-specs,
// platform/beta.yml, August 2026): what it does not have is not compared.
func previewed(out []byte, s *plan.Step, p *plan.Progress, asked strictjson.Value) *flow.Failure {
	v, err := strictjson.Parse(out, strictjson.Document)
	refused := func(why, hint string) *flow.Failure { return flow.ChangeFailure(flow.FailureLocal, why, hint) }
	switch {
	case err != nil || v.Kind != strictjson.Object:
		return refused("clerk did not print a response of Clerk to the dry run, so nothing was sent",
			"run it yourself, or update it: npm install -g clerk@latest")
	case v.Get("dry_run").Text == "false": // it may be done, whatever was asked for
		return flow.ChangeFailure(flow.FailureProtocol, "clerk was asked for a dry run, and says that it was none",
			"compare the Clerk Dashboard: SSO connections > Microsoft")
	}
	before, after := v.Get("before"), v.Get("after")
	if before.Kind == strictjson.Object && changedSince(before, s, p) {
		return refused("the Microsoft connection at Clerk changed since the plan was made", "make a new plan")
	}
	if after.Kind != strictjson.Object {
		return nil
	}
	is, was, to := leaves(after), leaves(before), leaves(asked)
	all := maps.Clone(to)
	maps.Copy(all, was)
	maps.Copy(all, is)
	var other []string
	for _, path := range slices.Sorted(maps.Keys(all)) {
		value, ours := to[path]
		switch {
		case path == "config_version" || path == clerkSecret: // it is not shown
		case ours && is[path] == value, !ours && is[path] == was[path]:
		case !ours && before.Kind != strictjson.Object:
		case !ours && was[path] == "" && is[path] != "" && defaulted.MatchString(path):
		default:
			other = append(other, path)
		}
	}
	if len(other) == 0 {
		return nil
	}
	name := "a setting"
	if shownPath.MatchString(other[0]) {
		name = other[0]
	}
	return refused("Clerk would change something else than was asked for: "+name+"; nothing was sent",
		"set it in the Clerk Dashboard: SSO connections > Microsoft")
}

var (
	// shownPath is the name of a setting that may be repeated: no secret of Microsoft's looks like it.
	shownPath = lazy.MustCompile(`^[a-z_]{1,40}(?:\.[a-z_]{1,40}){0,3}$`)
	// defaulted are the settings that a new connection gets by itself.
	defaulted = lazy.MustCompile(`^` + clerkKey + `\.[a-z_]{1,40}$`)
)

// changedSince reports whether values before are neither those of the step nor what it sets.
func changedSince(before strictjson.Value, s *plan.Step, p *plan.Progress) bool {
	return slices.ContainsFunc(s.Changes, func(c plan.Change) bool {
		is := compact(clerkValue(before, c.Path))
		return c.Path != clerkSecret && is != compact(c.Before) && is != compact(resolved(c.After, p.Target))
	})
}

// leaves are the values that are no objects, by their path. null and an empty text are "", as a value that is missing.
func leaves(v strictjson.Value) map[string]string {
	found := map[string]string{}
	for _, m := range v.Members() {
		name := m.Name
		if strings.Contains(name, ".") {
			name = strconv.Quote(name) // it is no path
		}
		switch {
		case m.Value.Kind == strictjson.Object:
			for path, value := range leaves(m.Value) {
				found[name+"."+path] = value
			}
		case m.Value.Kind == strictjson.Null || m.Value.Kind == strictjson.String && m.Value.Text == "":
			found[name] = ""
		default:
			found[name] = m.Value.Compact()
		}
	}
	return found
}
