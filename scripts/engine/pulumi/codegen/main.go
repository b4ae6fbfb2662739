// Writes the SDKs of a package schema with Pulumi's own code generators, at the version that go.mod pins for the engine:
// SCHEMA NODEJS-FOLDER PYTHON-FOLDER.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "npm run generate"

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "expected SCHEMA NODEJS-FOLDER PYTHON-FOLDER")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(schemaFile, nodejsFolder, pythonFolder string) error {
	pkg, err := bind(schemaFile)
	if err != nil {
		return err
	}
	nodejsFiles, err := nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	if err != nil {
		return err
	}
	nodejsFiles, err = insideNpmPackage(nodejsFiles, pkg)
	if err != nil {
		return err
	}
	pythonFiles, err := python.GeneratePackage(tool, pkg, nil, nil)
	if err != nil {
		return err
	}
	return errors.Join(write(nodejsFiles, nodejsFolder), write(withReadme(pythonFiles, pkg), pythonFolder))
}

// bind checks the schema against Pulumi's metaschema; a warning counts as much as an error.
func bind(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&spec); err != nil {
		return nil, fmt.Errorf("%s: %w", schemaFile, err)
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) > 0 {
		return nil, diagnostics
	}
	languages := map[string]schema.Language{"nodejs": nodejs.Importer, "python": python.Importer}
	return pkg, pkg.ImportLanguages(languages)
}

// insideNpmPackage keeps the sources alone: this project's own package.json and tsconfig hold for them, and the version that
// they tell the engine is read from that package.json.
func insideNpmPackage(files map[string][]byte, pkg *schema.Package) (map[string][]byte, error) {
	info, _ := pkg.Language["nodejs"].(nodejs.NodePackageInfo)
	sources := map[string][]byte{}
	for name, text := range files {
		if filepath.Ext(name) == ".ts" {
			sources[name] = text
		}
	}
	const theirs = "require('./package.json')"
	utilities := sources["utilities.ts"]
	if bytes.Count(utilities, []byte(theirs)) != 1 {
		return nil, fmt.Errorf("utilities.ts has no %s any more", theirs)
	}
	ours := fmt.Sprintf("require('%s/package.json')", info.PackageName)
	sources["utilities.ts"] = bytes.ReplaceAll(utilities, []byte(theirs), []byte(ours))
	return sources, nil
}

// withReadme puts the readme also where the pyproject.toml looks for it.
func withReadme(files map[string][]byte, pkg *schema.Package) map[string][]byte {
	info, _ := pkg.Language["python"].(python.PackageInfo)
	files["README.md"] = files[filepath.Join(info.PackageName, "README.md")]
	return files
}

func write(files map[string][]byte, folder string) error {
	for name, text := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
