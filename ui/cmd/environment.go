package cmd

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromEnvironment marks a flag whose value is that of a variable.
const fromEnvironment = "edov_environment"

// variableOf is the name of the variable that stands in for a flag: EDOV_CLIENT_ID for --client-id.
func variableOf(flag string) string {
	return "EDOV_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// alternatives are flags of which one replaces the others: if one is on the command line, the variables of the others
// do not count.
var alternatives = [][]string{
	append(strings.Fields(secretSources), "ask-secret", "public"),
	{"port", "redirect-uri"},
}

// aboutApp are flags about an app registration, of which the demo tenant has its own.
var aboutApp = strings.Fields("client-id tenant cloud authority redirect-uri product product-redirect-uri " +
	"publishable-key ca-file " + secretSources)

// takeEnvironment sets the flags that are not on the command line from their variables. They do not count as given,
// so that a variable is ignored where its flag has no effect.
func (p *Program) takeEnvironment(c *cobra.Command) error {
	if c.CommandPath() == "edov connections edit" || c.Hidden || c.Parent() != nil && c.Parent().Name() == "completion" {
		return nil // it changes what its flags name, and nothing else
	}
	var err error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		name := variableOf(f.Name)
		value := p.getenv(name)
		if err != nil || f.Changed || value == "" || !ruleOf(f).env || isReplaced(c.Flags(), f.Name) {
			return
		}
		if !fits(f, value) {
			return
		}
		if err = setFromVariable(f, name, value); err == nil && p.manner != nil {
			p.manner.variables = append(p.manner.variables, name)
		}
	})
	return err
}

// isReplaced reports whether another flag is on the command line instead of this one.
func isReplaced(flags *pflag.FlagSet, name string) bool {
	if slices.Contains(aboutApp, name) && flags.Lookup("demo") != nil && flags.Changed("demo") {
		return true
	}
	for _, group := range alternatives {
		if slices.Contains(group, name) && slices.ContainsFunc(group, flags.Changed) {
			return true
		}
	}
	return false
}

// fits reports whether a variable means something to this command: EDOV_FORMAT may name a format of another one, and
// EDOV_TENANT a word that stands for several tenants where one is needed.
func fits(f *pflag.Flag, value string) bool {
	switch f.Name {
	case "format":
		known, ok := formatNamed(strings.ToLower(value))
		return !ok || slices.Contains(f.Annotations[formatsHere], known.name)
	case "tenant":
		return f.DefValue != "" || !slices.Contains(tenantWords, strings.ToLower(value))
	}
	return true
}

// setFromVariable sets a flag; its error names the variable, and not its value.
func setFromVariable(f *pflag.Flag, name, value string) error {
	rule := ruleOf(f)
	if f.Value.Type() == "bool" {
		on, ok := truth(value)
		if !ok {
			return usageError("invalid value of "+name, "use 1 or 0")
		}
		value = strconv.FormatBool(on)
	}
	if rule.words != nil {
		value = spelled(value, rule.words())
		if words := rule.words(); rule.closed && !slices.Contains(words, value) {
			return usageError("invalid value of "+name+": "+quoted(value), nearest(value, words), "use "+oneOf(words))
		}
	}
	if f.Value.Set(value) != nil {
		return usageError("invalid value of "+name, valueHint(f), "it stands in for --"+f.Name)
	}
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[fromEnvironment] = []string{name}
	return nil
}

// truth reads a variable that switches something.
func truth(value string) (on, ok bool) {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "1", "true", "yes", "on":
		return true, true
	case "0", "false", "no", "off":
		return false, true
	}
	return false, false
}

// blame names the variables that stand in for flags, beside an error about the flags: it may be about one of them.
func (m *manner) blame(e *exitError) {
	if m == nil || e.code != ExitUsage || len(m.variables) == 0 || e.what == "" {
		return
	}
	last := e
	if n := len(e.more); n > 0 {
		last = e.more[n-1]
	}
	verb := " is"
	if len(m.variables) > 1 {
		verb = " are"
	}
	last.hints = append(last.hints, strings.Join(m.variables, ", ")+verb+" set in the environment")
}
