package product

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
)

// This file plays Supabase's Management API for the settings of one project:
// GET and PATCH /v1/projects/{ref}/config/auth (supabase/cli,
// apps/cli-go/pkg/api/types.gen.go, June 2026).

// SupabaseRef is the reference of the only project there is.
const SupabaseRef = "demodemodemodemodemo"

const supabasePath = "/v1/projects/{ref}/config/auth"

// supabaseSettings are the settings that can be changed.
var supabaseSettings = map[string]setting{
	"external_azure_enabled": flag(func(b *registration.Dashboard, on bool) {
		b.Enabled, b.Usable = on, on
	}),
	"external_azure_client_id": textual(enterClientID),
	"external_azure_secret":    textual(enterSecret),
	"external_azure_url": textual(func(d *registration.Draft, address string) {
		d.Dashboard.Address = address
	}),
}

// Supabase is the way to the look-alike's project, with its access token.
func (s *Server) Supabase() flow.Supabase {
	return flow.Supabase{Ref: SupabaseRef, Token: flow.NewSecret(s.supabaseToken), Base: s.url}
}

// supabaseWords are messages as Supabase's own program reports them (issues of
// supabase/cli), and Nest's own for the rest.
var supabaseWords = map[int]string{
	http.StatusUnauthorized: "JWT could not be decoded",
	http.StatusForbidden: "Your account does not have the necessary privileges to access this endpoint. For more " +
		"details, refer to our documentation https://supabase.com/docs/guides/platform/access-control",
	http.StatusNotFound:            "Project not found",
	http.StatusTooManyRequests:     "ThrottlerException: Too Many Requests",
	http.StatusInternalServerError: "Internal server error",
}

// supabaseFail answers with an error of the Management API: one message.
func supabaseFail(w http.ResponseWriter, status int, message string) {
	message = cmp.Or(message, supabaseWords[status], http.StatusText(status))
	web.WriteJSON(w, status, map[string]string{"message": message})
}

func (s *Server) supabase(handle web.Handler) web.Handler {
	return s.guarded(s.supabaseToken, supabaseFail, func(w http.ResponseWriter, x *web.Exchange) {
		if x.PathValue("ref") != SupabaseRef {
			supabaseFail(w, http.StatusNotFound, "")
			return
		}
		handle(w, x)
	})
}

func (s *Server) supabaseRead(w http.ResponseWriter, _ *web.Exchange) { s.supabaseShow(w) }

func (s *Server) supabaseChange(w http.ResponseWriter, x *web.Exchange) {
	v, ok := body(x)
	if !ok {
		supabaseFail(w, http.StatusBadRequest, "")
		return
	}
	err := s.setup.Change(func(d *registration.Draft) error { return apply(d, supabaseSettings, v, "") })
	if err != nil {
		supabaseFail(w, http.StatusBadRequest, err.Error())
		return
	}
	s.supabaseShow(w)
}

// supabaseShow answers with the settings. Of the secret it shows the hash that
// Supabase's own program compares: HMAC-SHA256, keyed with the reference.
func (s *Server) supabaseShow(w http.ResponseWriter) {
	b := s.setup.Dashboard()
	shown := map[string]any{
		"site_url":                 s.AccountPortalURL(),
		"external_azure_enabled":   b.Enabled && b.Usable && b.Custom,
		"external_azure_client_id": orNull(b.ClientID),
		"external_azure_secret":    nil,
		"external_azure_url":       orNull(b.Address),
	}
	if b.SecretKeyID != "" {
		mac := hmac.New(sha256.New, []byte(SupabaseRef))
		mac.Write([]byte(s.secret(b)))
		shown["external_azure_secret"] = hex.EncodeToString(mac.Sum(nil))
	}
	web.WriteJSON(w, http.StatusOK, shown)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// newSupabaseToken has the form of a personal access token.
func newSupabaseToken() string {
	sum := sha256.Sum256([]byte(credential.Text(32)))
	return "sbp_" + hex.EncodeToString(sum[:20])
}
