// Writes the SDKs of a package schema with Pulumi's own code generators, at the version that go.mod pins for the engine:
// SCHEMA NODEJS-FOLDER PYTHON-FOLDER GO-FOLDER.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "npm run generate"

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "expected SCHEMA NODEJS-FOLDER PYTHON-FOLDER GO-FOLDER")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2:]...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate binds the schema for each language: the generators change what they are given, such as the names of enum values.
func generate(schemaFile string, folders ...string) error {
	generators := []func(*schema.Package) (map[string][]byte, error){nodejsFiles, pythonFiles, goFiles}
	for index, filesOf := range generators {
		pkg, err := bind(schemaFile)
		if err != nil {
			return err
		}
		files, err := filesOf(pkg)
		if err != nil {
			return err
		}
		if err := write(files, folders[index]); err != nil {
			return err
		}
	}
	return nil
}

func nodejsFiles(pkg *schema.Package) (map[string][]byte, error) {
	files, err := nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	if err != nil {
		return nil, err
	}
	return insideNpmPackage(files, pkg)
}

func pythonFiles(pkg *schema.Package) (map[string][]byte, error) {
	files, err := python.GeneratePackage(tool, pkg, nil, nil)
	if err != nil {
		return nil, err
	}
	return withReadme(files, pkg), withLicenseExpression(files, pkg)
}

func goFiles(pkg *schema.Package) (map[string][]byte, error) {
	return golang.GeneratePackage(tool, pkg, nil)
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
	languages := map[string]schema.Language{
		"nodejs": nodejs.Importer,
		"python": python.Importer,
		"go":     golang.Importer,
	}
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
	ours := fmt.Sprintf("require('%s/package.json')", info.PackageName)
	failures := []error{replace(sources, "utilities.ts", "require('./package.json')", ours)}
	for _, resource := range pkg.Resources {
		class := classOf(resource)
		failures = append(failures,
			withoutTraces(sources, class), withoutAbsent(sources, class), withUnknown(sources, class))
	}
	return sources, errors.Join(failures...)
}

// class is a resource's generated class.
type class struct {
	resource *schema.Resource
	name     string
	file     string
}

func classOf(resource *schema.Resource) class {
	name := resource.Token[strings.LastIndex(resource.Token, ":")+1:]
	return class{resource, name, strings.ToLower(name[:1]) + name[1:] + ".ts"}
}

// withoutTraces has a class construct as sdk/nodejs/traces.ts says.
func withoutTraces(sources map[string][]byte, class class) error {
	const imports = "import * as utilities from \"./utilities\";\n"
	constructs := fmt.Sprintf("        super(%s.__pulumiType, name, resourceInputs, opts);\n", class.name)
	ours := "        const takeTraces = withoutTraces();\n" +
		"        try {\n" +
		"    " + constructs +
		"        } catch (error) {\n" +
		"            takeTraces(error);\n" +
		"            throw error;\n" +
		"        }\n" +
		"        takeTraces();\n"
	return errors.Join(
		replace(sources, class.file, imports, imports+"import { withoutTraces } from \"../traces\";\n"),
		replace(sources, class.file, constructs, ours),
	)
}

// withoutAbsent has a class pass only what the program gives of the properties that are inputs alone: Pulumi makes an output with
// four promises of each property that it is passed, absent or not. What a resource requires it passes in any case.
func withoutAbsent(sources map[string][]byte, class class) error {
	var failures []error
	outputs := map[string]bool{}
	for _, property := range class.resource.Properties {
		outputs[property.Name] = true
	}
	for _, property := range class.resource.InputProperties {
		if name := property.Name; !outputs[name] && !property.IsRequired() {
			passes := fmt.Sprintf("resourceInputs[%q] = args?.%s;\n", name, name)
			ours := fmt.Sprintf("if (args?.%s !== undefined) %s", name, passes)
			failures = append(failures, replace(sources, class.file, passes, ours))
		}
	}
	return errors.Join(failures...)
}

// withUnknown has a class pass also the arguments that the schema does not know: the plugin's check refuses them by name, where the
// generated class would drop a misspelt one without a word.
func withUnknown(sources map[string][]byte, class class) error {
	const ends = "        } else {\n"
	return replace(sources, class.file, ends, "            Object.assign(resourceInputs, args);\n"+ends)
}

// replace fails where the text is not there once: the generators have changed then.
func replace(sources map[string][]byte, file string, theirs string, ours string) error {
	if bytes.Count(sources[file], []byte(theirs)) != 1 {
		return fmt.Errorf("%s no longer has once: %s", file, theirs)
	}
	sources[file] = bytes.ReplaceAll(sources[file], []byte(theirs), []byte(ours))
	return nil
}

// withReadme puts the readme also where the pyproject.toml looks for it.
func withReadme(files map[string][]byte, pkg *schema.Package) map[string][]byte {
	info, _ := pkg.Language["python"].(python.PackageInfo)
	files["README.md"] = files[filepath.Join(info.PackageName, "README.md")]
	return files
}

// withLicenseExpression names the license as setuptools 77 and newer want it: they call the generator's form deprecated.
func withLicenseExpression(files map[string][]byte, pkg *schema.Package) error {
	theirs := fmt.Sprintf("  [project.license]\n    text = %q\n", pkg.License)
	return errors.Join(
		replace(files, "pyproject.toml", theirs, fmt.Sprintf("  license = %q\n", pkg.License)),
		replace(files, "pyproject.toml", "setuptools>=61.0", "setuptools>=77.0"),
	)
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
