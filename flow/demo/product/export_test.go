package product

// The pages with what they show, for the tests of this room.
type (
	DashboardView = dashboardView
	AccountView   = accountView
)

var (
	DashboardPage = dashboardPage
	AccountPage   = accountPage
)
