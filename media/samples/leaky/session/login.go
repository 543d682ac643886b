package session

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"net/http"
)

// passwordRounds makes guessing passwords expensive, and signing in too.
const passwordRounds = 4000

type preferences struct {
	User     string            `json:"user"`
	Language string            `json:"language"`
	Currency string            `json:"currency"`
	Flags    map[string]bool   `json:"flags"`
	Recent   map[string]string `json:"recent"`
}

// LoginHandler checks the password and opens a session.
func LoginHandler(store *Store) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := r.FormValue("user")
		if !passwordMatches(user, r.FormValue("password")) {
			http.Error(w, "wrong user or password", http.StatusUnauthorized)
			return
		}
		profile, err := loadProfile(user)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		opened := store.Open(user, profile)
		http.SetCookie(w, &http.Cookie{Name: "session", Value: opened.Token, Expires: opened.Expires})
		w.WriteHeader(http.StatusNoContent)
	})
}

func passwordMatches(user, password string) bool {
	return bytes.Equal(stretch(user+"-secret"), stretch(password))
}

// stretch hashes a password over and over: the CPU time of this program goes here.
func stretch(password string) []byte {
	sum := sha256.Sum256([]byte(password))
	for range passwordRounds {
		sum = sha256.Sum256(sum[:])
	}
	return sum[:]
}

// loadProfile stands for the user database.
func loadProfile(user string) ([]byte, error) {
	settings := preferences{
		User:     user,
		Language: "en",
		Currency: "EUR",
		Flags:    map[string]bool{"newsletter": true, "dark": false, "beta": len(user)%2 == 0},
		Recent:   make(map[string]string),
	}
	for _, shelf := range []string{"books", "garden", "kitchen", "music", "office", "travel"} {
		settings.Recent[shelf] = user + " looked at " + shelf
	}
	return json.MarshalIndent(settings, "", "  ")
}
