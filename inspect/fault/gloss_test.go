package fault

import "testing"

// TestGloss: the words of another language are put into English where there are several, and none of English is.
func TestGloss(t *testing.T) {
	for text, want := range map[string]string{
		"le secret client a expiré":             "le client secret a expired",
		"klucz tajny klienta wygasł":            "client secret expired",
		"het clientgeheim is verlopen":          "het client secret is expired",
		"ユーザーはアプリに割り当てられていません":                  "user は application not assigned",
		"the client secret expired, permisos":   "",
		"der Kuchen ist im Ofen":                "",
		"el reloj":                              "",
		"invalid_client: client_secret expired": "",
	} {
		if got := glossOf(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestForeignUnrelated: what is said of other matters in another language is not explained.
func TestForeignUnrelated(t *testing.T) {
	for _, text := range []string{
		"der Gast im Hotel hat wieder angerufen", "das Paket fehlt und die Frist ist abgelaufen",
		"mi reloj está adelantado diez minutos otra vez", "la facture du fournisseur est introuvable",
		"el proveedor pide el pago de nuevo", "der Drucker am Server ist nicht vorhanden",
		"de gast vraagt weer om koffie", "il fornitore chiede di nuovo la fattura",
	} {
		if e, ok := ExplainText(text, About{}); ok {
			t.Errorf("%s: %s (%s)", text, e.ID, e.Title)
		}
	}
}
