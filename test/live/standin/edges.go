package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"

	_ "github.com/lib/pq"
)

type edge struct {
	Variable string `json:"variable"`
	// The host and port that the variable names.
	Address string `json:"address"`
	// Empty where the edge holds.
	Error string `json:"error"`
}

// tryEdges tries what the container's own environment says that it uses: every URL of a database, a Redis or a plain HTTP service, and
// the database that a backup is taken of.
func tryEdges(environment []string) []edge {
	tried := []edge{}
	values := map[string]string{}
	for _, assignment := range environment {
		name, value, _ := strings.Cut(assignment, "=")
		values[name] = value
		target, err := url.Parse(value)
		// What a browser is told to call is not the container's own.
		if err != nil || target.Host == "" || target.Hostname() == "localhost" {
			continue
		}
		attempt := map[string]func(string) error{
			"postgres": selectOne, "postgresql": selectOne, "redis": pingRedis, "http": get,
		}[target.Scheme]
		if attempt == nil {
			continue
		}
		tried = append(tried, edge{Variable: name, Address: target.Host, Error: textOf(attempt(value))})
	}
	if host := values["DB01_HOST"]; host != "" {
		address := net.JoinHostPort(host, values["DB01_PORT"])
		tried = append(tried, edge{Variable: "DB01_HOST", Address: address, Error: textOf(selectForBackup(values, address))})
	}
	sort.Slice(tried, func(one, other int) bool { return tried[one].Variable < tried[other].Variable })
	return tried
}

func selectForBackup(values map[string]string, address string) error {
	password, err := os.ReadFile(values["DB01_PASS_FILE"])
	if err != nil {
		return err
	}
	target := url.URL{
		Scheme: "postgres", User: url.UserPassword(values["DB01_USER"], strings.TrimSpace(string(password))), Host: address,
		Path: values["DB01_NAME"],
	}
	return selectOne(target.String())
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// selectOne asks a PostgreSQL for `SELECT 1`.
func selectOne(target string) error {
	address, err := url.Parse(target)
	if err != nil {
		return err
	}
	query := address.Query()
	query.Set("sslmode", "disable")
	query.Set("connect_timeout", "3")
	address.RawQuery = query.Encode()
	database, err := sql.Open("postgres", address.String())
	if err != nil {
		return err
	}
	defer database.Close()
	limit, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	var one int
	if err := database.QueryRowContext(limit, "SELECT 1").Scan(&one); err != nil {
		return err
	}
	if one != 1 {
		return fmt.Errorf("SELECT 1 yields %d", one)
	}
	return nil
}

func pingRedis(target string) error {
	address, err := url.Parse(target)
	if err != nil {
		return err
	}
	connection, err := net.DialTimeout("tcp", address.Host, 3*time.Second)
	if err != nil {
		return err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(3 * time.Second))
	if _, err := connection.Write([]byte("PING\r\n")); err != nil {
		return err
	}
	line, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		return err
	}
	if strings.TrimSpace(line) != "+PONG" {
		return fmt.Errorf("PING is answered by %q", line)
	}
	return nil
}

func get(target string) error {
	client := http.Client{Timeout: 4 * time.Second}
	response, err := client.Get(target)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", response.Status)
	}
	return nil
}
