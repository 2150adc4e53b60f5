package product

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"

	"edov/flow/demo/registration"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// This file has what the two APIs share: they show and change the one Microsoft
// connection of the product, each in its own words.

// setting changes one value of the connection.
type setting func(d *registration.Draft, v strictjson.Value) error

// A value that an API does not take. They are sentences of the demo.
var (
	errNotBool   = errors.New("must be a boolean")
	errNotText   = errors.New("must be a string")
	errUnknown   = errors.New("is not a setting of the demo's look-alike")
	errStale     = errors.New("the configuration was changed since that version")
	errDryRun    = errors.New("a dry run changes nothing")
	errDestroyed = errors.New("can be cleared only with destructive=true")
)

// badSetting is a value that was refused.
type badSetting struct {
	name string
	why  error
}

func (e *badSetting) Error() string { return e.name + " " + e.why.Error() }

func (e *badSetting) Unwrap() error { return e.why }

// flag is a setting that is on or off.
func flag(set func(b *registration.Dashboard, on bool)) setting {
	return func(d *registration.Draft, v strictjson.Value) error {
		if v.Kind != strictjson.Bool {
			return errNotBool
		}
		set(&d.Dashboard, v.Text == "true")
		return nil
	}
}

// textual is a setting that is a string. null clears it.
func textual(set func(d *registration.Draft, text string)) setting {
	return func(d *registration.Draft, v strictjson.Value) error {
		if v.Kind != strictjson.String && v.Kind != strictjson.Null {
			return errNotText
		}
		set(d, strings.TrimSpace(v.Str()))
		return nil
	}
}

// enterClientID enters a client ID. With one, the product uses custom credentials.
func enterClientID(d *registration.Draft, id string) {
	d.Dashboard.ClientID, d.Dashboard.Custom = id, id != ""
}

// enterSecret enters a client secret; an empty one clears it.
func enterSecret(d *registration.Draft, secret string) {
	if secret == "" {
		d.Dashboard.SecretKeyID = ""
		return
	}
	d.EnterSecret(secret)
}

// apply changes the settings that a body has. Each must be one of those that are known.
func apply(d *registration.Draft, settings map[string]setting, body strictjson.Value, prefix string) error {
	for _, m := range body.Members() {
		set, known := settings[m.Name]
		if !known {
			return &badSetting{prefix + m.Name, errUnknown}
		}
		if err := set(d, m.Value); err != nil {
			return &badSetting{prefix + m.Name, err}
		}
		if err := registration.CheckSecret(m.Value.Str()); err != nil {
			return &badSetting{prefix + m.Name, err}
		}
	}
	return d.Dashboard.Check()
}

// body reads the JSON object of a request.
func body(x *web.Exchange) (v strictjson.Value, ok bool) {
	data, err := io.ReadAll(x.Body)
	if err != nil || !strings.HasPrefix(x.Header.Get("Content-Type"), "application/json") {
		return v, false
	}
	v, err = strictjson.Parse(data, strictjson.Document)
	return v, err == nil && v.Kind == strictjson.Object
}

// bearer is the token of a request.
func bearer(x *web.Exchange) string {
	token, _ := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	return token
}

// version is that of the product's settings: it changes with each of them.
func version(b registration.Dashboard) string {
	sum := sha256.Sum256(web.JSON(b))
	return hex.EncodeToString(sum[:6])
}

// tenant is the first part of the sign-in's path: what the address of the settings ends in.
func tenant(b registration.Dashboard) string {
	address := strings.TrimSuffix(strings.TrimSuffix(b.Address, "/"), "/v2.0")
	if name := path.Base(address); name != "." && name != "/" {
		return name
	}
	return "common"
}

// SetFaults replaces what goes wrong at the two APIs. Counting begins again.
func (s *Server) SetFaults(faults ...web.Fault) { s.faults.Set(faults...) }

// guarded is a handler of an API behind its token and the faults that were ordered.
func (s *Server) guarded(
	token string, fail func(w http.ResponseWriter, status int, message string), handle web.Handler,
) web.Handler {
	admitted := func(w http.ResponseWriter, x *web.Exchange) {
		if bearer(x) != token {
			fail(w, http.StatusUnauthorized, "")
			return
		}
		handle(w, x)
	}
	return func(w http.ResponseWriter, x *web.Exchange) {
		s.faults.Answer(w, x, admitted, func(status int) { fail(w, status, "") })
	}
}
