package dossier.command;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The JSON Schemas of the topics, by the last part of {@code ce_dataschema}; open to whoever has a token. */
@RestController
final class SchemasController {

    @GetMapping(path = "/api/schemas/{name:[A-Za-z.]+\\.v\\d+}", produces = "application/schema+json")
    Resource schema(@PathVariable String name) {
        var schema = new ClassPathResource("schemas/" + name + ".json");
        if (!schema.exists()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return schema;
    }
}
