package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

// TestSecretsDoNotPrint: every value that holds a secret or a token is printed, logged, wrapped and written in each way
// that Go has, by itself, by pointer, in a list and in a map (security 154).
func TestSecretsDoNotPrint(t *testing.T) {
	secret, token := NewSecret(canarySecret), NewToken("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ."+canarySignature)
	c := Connection{ClientID: testClientID, Secret: secret}
	lineEnd := ReadSecret(canarySecret + "\n")
	for name, value := range map[string]any{
		"secret": secret, "secret from a file": lineEnd, "token": token, "connection": c,
		"grant":         codeGrant{Code: secret, Verifier: secret},
		"authorization": authorization{state: secret, verifier: secret},
		"tokens":        Tokens{IDToken: token, AccessToken: token, refresh: &secret},
		"session":       Session{Tokens: &Tokens{IDToken: token, refresh: &secret}},
		"Supabase":      Supabase{Token: secret},
		"fault":         &Failure{Summary: fmt.Sprint(c, secret), Hint: fmt.Sprintf("%#v", c)},
	} {
		pointer := reflect.New(reflect.TypeOf(value))
		pointer.Elem().Set(reflect.ValueOf(value))
		for form, v := range map[string]any{
			"value": value, "pointer": pointer.Interface(), "list": []any{value},
			"map": map[string]any{"x": value},
		} {
			for how, text := range printed(v) {
				for _, canary := range []string{canarySecret, canarySignature, canarySecret[7:30]} {
					if strings.Contains(text, canary) {
						t.Errorf("%s as %s by %s: %s", name, form, how, text)
					}
				}
			}
		}
	}
}

// printed is what Go makes of a value.
func printed(v any) map[string]string {
	all := map[string]string{
		"Sprint": fmt.Sprint(v), "Errorf": fmt.Errorf("it failed: %w",
			errors.Join(fmt.Errorf("with %v", v), errors.New("x"))).Error(),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10.3v"} {
		all[verb] = fmt.Sprintf(verb, v)
	}
	data, _ := json.Marshal(v) // what can't be written is not
	all["JSON"] = string(data)
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	logger.Debug("a", "v", v)
	slog.New(slog.NewJSONHandler(&log, nil)).Error("b", slog.Group("g", slog.Any("v", v)))
	all["slog"] = log.String()
	return all
}
