package guide

import (
	"cmp"
	"strings"

	"edov/flow"
	"edov/inspect/secret"
)

// UseOf is what the client secret of a connection is for.
func UseOf(c flow.Connection) secret.Use {
	use := secret.Use{Cloud: c.Cloud}
	if c.Product != "" {
		g := For(c.Product)
		use.Name, use.Place = g.nameOfUse(), cmp.Or(g.Dashboard.Secret, g.Dashboard.Name)
	}
	return use
}

// nameOfUse begins the names of secrets and connections for the product.
func (g *Guide) nameOfUse() string { return strings.ReplaceAll(g.ID, "own", "app") }

// NameFor is a name for a connection of a product, as an example.
func NameFor(product string) string {
	if product == "" {
		return "shop-production"
	}
	return For(product).nameOfUse() + "-production"
}
