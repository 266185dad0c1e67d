{#-
    Role khoso_reader reads schemas marts and bi and nothing else, and no query of its may run for long or write. Tables that
    this run makes are readable as soon as they exist, by the default privileges. What others let everybody do in schema
    public of their own server is left to them.
-#}
{% macro let_reader_in() -%}
    {%- if execute -%}
        {%- set role = run_query(
            "select exists(select from pg_roles where rolname = 'khoso_reader') as is_there,"
            ~ " (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_create"
        ).rows[0] -%}
        {%- if role['is_there'] or role['may_create'] -%}
            {{- grant_marts_to_reader() -}}
        {%- else -%}
            {%- do log(
                "role khoso_reader is missing and " ~ target.user ~ " may not create roles; ask an administrator to run: "
                ~ "create role khoso_reader",
                info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro grant_marts_to_reader() -%}
    do $$
    declare
        opened text;
        guarded text;
    begin
        -- Two runs that change the same privileges at once would fail.
        perform pg_advisory_xact_lock(461313598319);
        if not exists (select from pg_roles where rolname = 'khoso_reader') then
            create role khoso_reader nologin;
        end if;
        execute format('grant connect on database %I to khoso_reader', current_database());
        foreach opened in array array['marts', 'bi'] loop
            execute format('create schema if not exists %I', opened);
            execute format('grant usage on schema %I to khoso_reader', opened);
            execute format('grant select on all tables in schema %I to khoso_reader', opened);
            execute format('alter default privileges in schema %I grant select on tables to khoso_reader', opened);
        end loop;
        for guarded in select nspname from pg_namespace where nspname in ('raw', 'staging', 'intermediate') loop
            execute format('revoke all on schema %I from public, khoso_reader', guarded);
            execute format('revoke all on all tables in schema %I from public, khoso_reader', guarded);
        end loop;
        -- They hold in this database and for who logs in as khoso_reader; a server may keep them for its administrator.
        begin
            execute format(
                'alter role khoso_reader in database %I set statement_timeout = %L', current_database(), '60s'
            );
            execute format(
                'alter role khoso_reader in database %I set default_transaction_read_only = on', current_database()
            );
        exception when insufficient_privilege then
            raise notice 'the settings of khoso_reader are left to the administrator';
        end;
    end $$
{%- endmacro %}
