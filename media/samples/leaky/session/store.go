// Package session remembers who is signed in.
package session

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// historyLength is how many page views a session has room for.
const historyLength = 512

// A PageView is one step of a visitor through the shop.
type PageView struct {
	Path    string
	At      time.Time
	Elapsed time.Duration
}

// A Session is one signed-in visitor.
type Session struct {
	Token   string
	User    string
	Expires time.Time

	history     []PageView
	profile     []byte
	suggestions []string
}

// Store holds the sessions by token.
type Store struct {
	mu       sync.Mutex
	sessions map[string]*Session
	bytes    atomic.Int64
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{sessions: make(map[string]*Session)}
}

// Open signs a user in and returns the new session.
func (s *Store) Open(user string, profile []byte) *Session {
	opened := newSession(user, profile)
	opened.visit("/login")

	s.mu.Lock()
	defer s.mu.Unlock()
	// The leak: sessions expire, but nothing ever deletes one from the map.
	s.sessions[opened.Token] = opened
	s.bytes.Add(opened.size())
	return opened
}

// Get returns the session with this token unless it has expired.
func (s *Store) Get(token string) (*Session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.sessions[token]
	if !ok || time.Now().After(found.Expires) {
		return nil, false
	}
	return found, true
}

// Bytes returns about how much memory the sessions hold.
func (s *Store) Bytes() int64 {
	return s.bytes.Load()
}

func newSession(user string, profile []byte) *Session {
	return &Session{
		Token:       newToken(),
		User:        user,
		Expires:     time.Now().Add(30 * time.Minute),
		history:     make([]PageView, 0, historyLength),
		profile:     append([]byte(nil), profile...),
		suggestions: suggest(user),
	}
}

func (s *Session) visit(path string) {
	s.history = append(s.history, PageView{Path: path, At: time.Now()})
}

func (s *Session) size() int64 {
	size := cap(s.history)*int(unsafe.Sizeof(PageView{})) + cap(s.profile)
	for _, text := range s.suggestions {
		size += int(unsafe.Sizeof(text)) + len(text)
	}
	return int64(size)
}

// suggest stands for the recommendation engine.
func suggest(user string) []string {
	suggestions := make([]string, 0, 48)
	for shelf := range cap(suggestions) {
		suggestions = append(suggestions, fmt.Sprintf("%s may also like what is on shelf %d", user, shelf))
	}
	return suggestions
}

func newToken() string {
	var random [16]byte
	rand.Read(random[:])
	return hex.EncodeToString(random[:])
}
