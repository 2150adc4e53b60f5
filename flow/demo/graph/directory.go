package graph

import (
	_ "embed"
	"net/http"
	"slices"

	"edov/flow/demo/credential"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// directoryJSON is what the demo tenant has beside app registrations: its users, domains and policies, in the form of
// Microsoft Graph's answers. Users have no ID there.
//
//go:embed directory.json
var directoryJSON []byte

// directory is a list or an object of directory.json by its path below the version.
func (s *Server) directory(path string) strictjson.Value {
	v, err := strictjson.Parse(directoryJSON, strictjson.Document)
	if err != nil {
		panic("demo: directory.json: " + err.Error()) // it is part of this package
	}
	return v.Get(path)
}

// isDenied reports whether the access token may not read a part of the directory.
func (s *Server) isDenied(path string) bool { return slices.Contains(s.options.Denied, path) }

// lists answers with all users or domains.
func (s *Server) lists(w http.ResponseWriter, x *web.Exchange) {
	resource := x.PathValue("resource")
	switch {
	case x.Method != http.MethodGet:
		notAllowed(w, x)
	case s.isDenied(resource):
		fail(w, x, http.StatusForbidden, codeDenied, textDenied)
	default:
		all := s.directory(resource).Elems()
		if resource == "users" {
			for i, u := range all {
				id := strictjson.Value{Kind: strictjson.String, Text: userID(u)}
				all[i].SetMembers(append([]strictjson.Member{{Name: "id", Value: id}}, u.Members()...))
			}
		}
		s.list(w, x, all)
	}
}

// userID is the object ID of a user: that of the sign-in, for those who can sign in here.
func userID(u strictjson.Value) string {
	name, mail := u.StrOf("userPrincipalName"), u.StrOf("mail")
	for _, p := range tenant.People {
		switch {
		case p.Home == tenant.Contoso.ID && p.Username == name:
			return p.OID
		case p.GuestOf == tenant.Contoso.ID && p.Email == mail:
			return p.GuestOID
		}
	}
	return credential.NameGUID("user " + name)
}

// policy answers with one of the tenant's policies.
func (s *Server) policy(w http.ResponseWriter, x *web.Exchange) {
	path := "policies/" + x.PathValue("policy")
	v := s.directory(path)
	switch {
	case x.Method != http.MethodGet:
		notAllowed(w, x)
	case s.isDenied(path):
		fail(w, x, http.StatusForbidden, codeDenied, textDenied)
	case !v.Exists():
		fail(w, x, http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+x.PathValue("policy")+"'.")
	default:
		s.show(w, http.StatusOK, path+"/$entity", selected(v, x))
	}
}
