package dossier.query;

import java.math.BigDecimal;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** What the OpenAPI description says beside what the controllers tell by themselves. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(info = @Info(title = "Dossier queries", version = "1"), security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(name = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT")
class ApiDescription {

    static {
        SpringDocUtils.getConfig().replaceWithClass(BigDecimal.class, String.class).replaceWithClass(JsonNode.class,
                Object.class);
    }
}
