package dev.quorumvip.agent.rest;

import dev.quorumvip.api.Accepted;
import dev.quorumvip.api.MemberList;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.VipList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The routes under {@code /v1}: status, several virtual IPs by name, and the members. */
final class V1Routes {
    private final ControlPlane plane;
    private final VipRequestValidator validator;

    V1Routes(ControlPlane plane, VipRequestValidator validator) {
        this.plane = plane;
        this.validator = validator;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/status", request -> Response.json(200, plane.status()))
                .add("GET", "/v1/vips", request -> Response.json(200, new VipList(plane.vips())))
                .add("GET", "/v1/vips/{name}", this::vip)
                .add("PUT", "/v1/vips/{name}", this::putVip)
                .add("DELETE", "/v1/vips/{name}", this::deleteVip)
                .add("GET", "/v1/members", request -> Response.json(200, new MemberList(plane.members())))
                .add("GET", "/v1/members/{id}", this::member)
                .add("DELETE", "/v1/members/{id}", this::removeMember);
    }

    private Response vip(Request request) throws ControlPlaneException {
        String name = request.parameter("name");
        return Response.json(200, plane.vip(name).orElseThrow(() -> new UnknownNameException("virtual IP", name)));
    }

    private Response putVip(Request request) throws ControlPlaneException {
        RequestFields fields = RequestFields.read(request.body(), Set.of("address"), Set.of("interface"));
        plane.putVip(validator.validate(
                request.parameter("name"), "address", fields.get("address"), fields.find("interface")));
        return Response.json(202, Accepted.OK);
    }

    private Response deleteVip(Request request) throws ControlPlaneException {
        String name = request.parameter("name");
        if (!plane.deleteVip(name)) {
            throw new UnknownNameException("virtual IP", name);
        }
        return Response.json(202, Accepted.OK);
    }

    private Response member(Request request) throws ControlPlaneException {
        String idOrName = request.parameter("id");
        List<MemberStatus> members = plane.members();
        Optional<MemberStatus> byId = members.stream()
                .filter(member -> String.valueOf(member.id()).equals(idOrName))
                .findFirst();
        Optional<MemberStatus> found = byId.or(() -> members.stream()
                .filter(member -> member.name().equals(idOrName))
                .findFirst());
        return Response.json(200, found.orElseThrow(() -> new UnknownNameException("member", idOrName)));
    }

    private Response removeMember(Request request) throws ControlPlaneException {
        plane.removeMember(request.parameter("id"));
        return Response.json(202, Accepted.OK);
    }
}
