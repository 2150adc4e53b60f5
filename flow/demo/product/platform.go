package product

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
	"edov/flow/order"
	"edov/flow/strictjson"
)

// This file plays Clerk's Platform API for the configuration of one instance
// (clerk/openapi-specs, platform/beta.yml, August 2026): version, dry run and
// If-Match as there. What it shows of a secret is what the tests of Clerk's own
// program expect (clerk/cli, packages/cli-core/src/commands/deploy).

const (
	// ClerkApp is the ID of the only application there is.
	ClerkApp = "app_demo"

	clerkInstance   = "ins_demo"
	clerkAppPath    = "/v1/platform/applications/{app}"
	clerkConfigPath = clerkAppPath + "/instances/{instance}/config"
	clerkConnection = "connection_oauth_microsoft"
	clerkRedacted   = "REDACTED"
)

// clerkSettings are the settings of the connection that can be changed.
var clerkSettings = map[string]setting{
	"enabled": flag(func(b *registration.Dashboard, on bool) {
		b.Usable = on && (b.Usable || !b.Enabled) // authenticatable is on unless the request says otherwise
		b.Enabled = on
	}),
	"authenticatable": flag(func(b *registration.Dashboard, on bool) { b.Usable = on }),
	"client_id":       textual(enterClientID),
	"client_secret":   textual(enterSecret),
}

// ClerkPlace is the look-alike's instance as Clerk's program names it, such as
// app_demo/prod.
func (s *Server) ClerkPlace() string {
	if s.clerk.development {
		return ClerkApp + "/dev"
	}
	return ClerkApp + "/prod"
}

// ClerkToken opens the look-alike of the Platform API.
func (s *Server) ClerkToken() flow.Secret { return flow.NewSecret(s.clerkToken) }

// environment is what Clerk calls the kind of the instance.
func (s *Server) environment() string {
	if s.clerk.development {
		return "development"
	}
	return "production"
}

// platformWords are code, message and long message by status. The codes are
// named like the responses of the specification.
var platformWords = map[int][3]string{
	http.StatusBadRequest:   {"bad_request", "Bad request", "The request body is not a JSON object."},
	http.StatusUnauthorized: {"authentication_invalid", "Invalid authentication", "Unable to authenticate the request."},
	http.StatusForbidden: {
		"authorization_invalid", "Unauthorized request", "You are not authorized to perform this request.",
	},
	http.StatusNotFound:            {"resource_not_found", "Resource not found", "The resource was not found."},
	http.StatusConflict:            {"conflict", "Conflict", "The configuration was changed since that version."},
	http.StatusUnprocessableEntity: {"form_param_value_invalid", "is invalid", "A setting is not valid."},
	http.StatusTooManyRequests:     {"too_many_requests", "Too many requests", "Too many requests. Try again later."},
}

// platformFail answers with an error of the Platform API.
func platformFail(w http.ResponseWriter, status int, message string) {
	words, ok := platformWords[status]
	if !ok {
		words = [3]string{"internal_clerk_error", http.StatusText(status), http.StatusText(status)}
	}
	web.WriteJSON(w, status, map[string]any{
		"errors": []map[string]string{
			{"code": words[0], "message": words[1], "long_message": cmp.Or(message, words[2])},
		},
		"clerk_trace_id": credential.Text(16),
	})
}

// platform is a handler behind the token, for the application that there is.
func (s *Server) platform(handle web.Handler) web.Handler {
	return s.guarded(s.clerkToken, platformFail, func(w http.ResponseWriter, x *web.Exchange) {
		instance := x.PathValue("instance")
		known := []string{"", clerkInstance, s.environment()}
		if x.PathValue("app") != ClerkApp || !slices.Contains(known, instance) {
			platformFail(w, http.StatusNotFound, "")
			return
		}
		handle(w, x)
	})
}

// platformApp names the instances: Clerk's program finds the ID of one there.
func (s *Server) platformApp(w http.ResponseWriter, _ *web.Exchange) {
	web.WriteJSON(w, http.StatusOK, map[string]any{
		"application_id": ClerkApp, "name": "Contoso", "instances": []map[string]any{{
			"instance_id": clerkInstance, "environment_type": s.environment(), "publishable_key": s.PublishableKey(),
		}},
	})
}

// platformSchema describes the settings.
func (s *Server) platformSchema(w http.ResponseWriter, x *web.Exchange) {
	shown := map[string]any{}
	if wanted(x, clerkConnection) {
		shown[clerkConnection] = map[string]any{"type": "object", "properties": map[string]any{
			"enabled":         map[string]any{"type": "boolean", "default": false},
			"authenticatable": map[string]any{"type": "boolean", "default": true},
			"client_id":       map[string]any{"type": "string"},
			"client_secret":   map[string]any{"type": "string", "x-clerk-sensitive": true},
		}}
	}
	web.WriteJSON(w, http.StatusOK, map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": shown,
	})
}

// wanted reports whether a request asks for a key of the configuration.
func wanted(x *web.Exchange, key string) bool {
	keys := x.URL.Query()["keys"]
	return len(keys) == 0 || slices.Contains(keys, key)
}

func (s *Server) platformRead(w http.ResponseWriter, x *web.Exchange) {
	b := s.setup.Dashboard()
	shown := map[string]any{"config_version": version(b)}
	if wanted(x, clerkConnection) {
		shown[clerkConnection] = clerkShown(b)
	}
	web.WriteJSON(w, http.StatusOK, shown)
}

// clerkShown is the connection as the API shows it, without the secret.
func clerkShown(b registration.Dashboard) map[string]any {
	secret := ""
	if b.SecretKeyID != "" {
		secret = clerkRedacted
	}
	return map[string]any{
		"enabled": b.Enabled, "client_id": b.ClientID, "client_secret": secret,
		"authenticatable": b.Usable || !b.Enabled, // the default of a connection that is still to come
	}
}

// platformChange changes the configuration, or says what it would change. The
// version that If-Match names is compared in the same breath. The specification
// lists 409 for it, and no 412.
func (s *Server) platformChange(w http.ResponseWriter, x *web.Exchange) {
	v, ok := body(x)
	if !ok {
		platformFail(w, http.StatusBadRequest, "")
		return
	}
	query := x.URL.Query()
	dry, destructive := query.Get("dry_run") == "true", query.Get("destructive") == "true"
	match := strings.Trim(x.Header.Get("If-Match"), `"`)
	var before, after registration.Dashboard
	err := s.setup.Change(func(d *registration.Draft) error {
		before = d.Dashboard
		if match != "" && match != "*" && match != version(before) {
			return errStale
		}
		if err := platformApply(d, v, destructive); err != nil {
			return err
		}
		if after = d.Dashboard; dry {
			return errDryRun
		}
		return nil
	})
	switch {
	case errors.Is(err, errStale):
		platformFail(w, http.StatusConflict, "")
	case err != nil && !errors.Is(err, errDryRun):
		platformFail(w, http.StatusUnprocessableEntity, err.Error())
	default:
		now := after
		if dry {
			now = before
		}
		web.WriteJSON(w, http.StatusOK, map[string]any{
			"config_version": version(now), "dry_run": dry,
			"before": map[string]any{clerkConnection: clerkShown(before)},
			"after":  map[string]any{clerkConnection: clerkShown(after)},
		})
	}
}

// platformApply changes the connection of a draft.
func platformApply(d *registration.Draft, v strictjson.Value, destructive bool) error {
	for _, m := range v.Members() {
		switch {
		case m.Name != clerkConnection:
			return &badSetting{m.Name, errUnknown}
		case m.Value.Kind == strictjson.Null && !destructive:
			return &badSetting{m.Name, errDestroyed}
		case m.Value.Kind == strictjson.Null:
			d.Dashboard = registration.Dashboard{}
		case m.Value.Kind != strictjson.Object:
			return &badSetting{m.Name, errors.New("must be an object")}
		default:
			fields := m.Value
			fields.SetMembers(slices.Clone(fields.Members()))
			order.Stable(fields.Members(), func(a, b strictjson.Member) int { // the connection first
				return cmp.Compare(rank(a.Name), rank(b.Name))
			})
			if err := apply(d, clerkSettings, fields, clerkConnection+"."); err != nil {
				return err
			}
		}
	}
	return nil
}

func rank(name string) int {
	if name == "enabled" {
		return 0
	}
	return 1
}
